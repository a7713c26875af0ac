/**
 * Finds a place for everything in a chart, with the layered layout of ELK.
 *
 * ELK is large: this file is loaded only where a chart has to be laid out. Those of the machines of calls were, when
 * they were written (`npm run tables`).
 */
import ELK from 'elkjs/lib/elk.bundled.js';
import type { ElkExtendedEdge, ElkNode, LayoutOptions } from 'elkjs/lib/elk-api.js';
import { linesOfWay, outerOf } from './chart.ts';
import type { Box, Chart, ChartEdge, ChartModel, ChartNode, PlacedEdge } from './chart.ts';
import { ENTRY_LINE, LABEL, STATE, STATE_HEAD, textWidth, WAYS_TAG } from './measures.ts';

const OPTIONS: LayoutOptions = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.spacing.nodeNodeBetweenLayers': '34',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeLabel': '4',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.randomSeed': '1',
};

/** Its types take the class for a module. */
const Engine = ELK as unknown as new () => { layout(graph: ElkNode): Promise<ElkNode> };

/** The same chart for the same machine. */
export async function layOut(model: ChartModel): Promise<Chart> {
  const edges: readonly ElkExtendedEdge[] = model.edges.map((edge, number) => ({
    id: `e${number}`,
    sources: [idOf(edge.from)],
    targets: [idOf(edge.to)],
    labels: [labelOf(edge)],
  }));
  const root = model.nodes.find(({ path }) => path === '');
  const placed = await new Engine().layout({
    id: 'chart',
    children: root === undefined ? [] : [elkNode(root, model)],
    edges: [...edges],
    layoutOptions: { ...OPTIONS, 'elk.padding': '[top=8,left=8,bottom=8,right=8]' },
  });
  const boxes = new Map(flatten(placed).map((node) => [node.id, boxOf(node)]));
  const routes = new Map(
    [placed, ...flatten(placed)].flatMap((node) => (node.edges ?? []).map((edge) => [edge.id, edge] as const)),
  );
  return {
    machine: model.machine,
    width: Math.ceil(placed.width ?? 0),
    height: Math.ceil(placed.height ?? 0),
    nodes: model.nodes.map((node) => ({ ...node, ...(boxes.get(idOf(node.path)) ?? boxOf({})) })),
    edges: model.edges.map((edge, number) => placeEdge(edge, routes.get(`e${number}`))),
  };
}

/** ELK takes no empty name. */
function idOf(path: string): string {
  return `n:${path}`;
}

function elkNode(node: ChartNode, model: ChartModel): ElkNode {
  const id = idOf(node.path);
  const inner = model.nodes.filter(({ path }) => outerOf(path) === node.path);
  if (inner.length > 0) {
    const top = STATE_HEAD + node.entry.length * ENTRY_LINE + 12;
    const padding = `[top=${top},left=20,bottom=${16 + node.exits.length * WAYS_TAG},right=20]`;
    return {
      id,
      children: inner.map((each) => elkNode(each, model)),
      layoutOptions: {
        'elk.padding': padding,
        'elk.nodeSize.constraints': 'MINIMUM_SIZE',
        'elk.nodeSize.minimum': '(150,60)',
      },
    };
  }
  // What every state may lead to stands under all of them.
  const last = { 'elk.layered.layering.layerConstraint': 'LAST' };
  return { id, ...sizeOf(node), ...(node.kind === 'final' ? { layoutOptions: last } : {}) };
}

function sizeOf({ kind, name, entry, exits }: ChartNode): { readonly width: number; readonly height: number } {
  if (kind === 'passing') return { width: textWidth(name, STATE.small) + 20, height: 22 };
  const widest = Math.max(
    textWidth(name, STATE.name) + 30,
    ...entry.map((line) => textWidth(`↳ ${line}`, STATE.small) + 20),
  );
  const tags = exits.length * WAYS_TAG;
  return { width: Math.max(104, widest), height: STATE_HEAD + entry.length * ENTRY_LINE + 8 + tags };
}

function labelOf({ ways }: ChartEdge) {
  const lines = ways.flatMap(linesOfWay);
  return {
    text: lines.join('\n'),
    width: Math.max(...lines.map((line) => textWidth(line, LABEL.size))) + LABEL.padding * 2,
    height: lines.length * LABEL.line + 6,
    layoutOptions: { 'elk.edgeLabels.inline': 'true', 'elk.edgeLabels.placement': 'CENTER' },
  };
}

function flatten(node: ElkNode): readonly ElkNode[] {
  return (node.children ?? []).flatMap((inner) => [inner, ...flatten(inner)]);
}

function boxOf({ x = 0, y = 0, width = 0, height = 0 }: Partial<Box>): Box {
  return { x: round(x), y: round(y), width: round(width), height: round(height) };
}

function placeEdge(edge: ChartEdge, route: ElkExtendedEdge | undefined): PlacedEdge {
  const [section] = route?.sections ?? [];
  const points = section === undefined ? [] : [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
  const [label] = route?.labels ?? [];
  return {
    ...edge,
    points: points.flatMap(({ x, y }) => [round(x), round(y)]),
    label: label === undefined ? undefined : boxOf(label),
  };
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}
