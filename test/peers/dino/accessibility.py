#!/usr/bin/python3
"""The hands and eyes of a test on one running Dino: what has no other way in than Python's bindings, and nothing more.

Reads a JSON array a line, [operation, arguments...], and answers with one: {"ok": result} or {"error": text}.
    ["tree"]                        all accessible objects: [{path, role, name, actions}], parents first
    ["act", path, action]           does an action of the object at that path
    ["activate", action, [int...]]  activates an action of Dino's own over D-Bus
    ["sql", file, statement, [..]]  runs a statement on a database of Dino's: [{column: value}]
"""
import json
import sqlite3
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402


def dino():
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(index)
        if application is not None and "dino" in (application.get_name() or ""):
            return application
    raise LookupError("Dino is not on the accessibility bus")


def actions_of(node):
    if node.get_action_iface() is None:
        return []
    return [Atspi.Action.get_action_name(node, index) for index in range(Atspi.Action.get_n_actions(node))]


def walk(node, path, found):
    """An object can go while one looks at it; then there is nothing to tell of it."""
    try:
        what = {"path": path, "role": node.get_role_name(), "name": node.get_name() or "", "actions": actions_of(node)}
        children = [node.get_child_at_index(index) for index in range(node.get_child_count())]
    except GLib.Error:
        return found
    found.append(what)
    for index, child in enumerate(children):
        if child is not None:
            walk(child, path + [index], found)
    return found


def act(path, action):
    node = dino()
    for index in path:
        node = node.get_child_at_index(index)
    return Atspi.Action.do_action(node, actions_of(node).index(action))


def activate(action, numbers):
    kind = "i" if len(numbers) == 1 else "(" + "i" * len(numbers) + ")"
    parameter = GLib.Variant(kind, numbers[0] if len(numbers) == 1 else tuple(numbers))
    given = GLib.Variant("(sava{sv})", (action, [parameter], {}))
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    where = ("im.dino.Dino", "/im/dino/Dino", "org.gtk.Actions", "Activate")
    bus.call_sync(*where, given, None, Gio.DBusCallFlags.NONE, 5000, None)


def sql(file, statement, values):
    connection = sqlite3.connect(f"file:{file}?mode=rw", uri=True, timeout=5)
    connection.row_factory = sqlite3.Row
    try:
        with connection:
            return [dict(row) for row in connection.execute(statement, values)]
    finally:
        connection.close()


OPERATIONS = {"tree": lambda: walk(dino(), [], []), "act": act, "activate": activate, "sql": sql}

Atspi.init()
for line in sys.stdin:
    operation, *given = json.loads(line)
    try:
        answer = {"ok": OPERATIONS[operation](*given)}
    except (GLib.Error, LookupError, ValueError, AttributeError, sqlite3.Error) as error:
        answer = {"error": f"{operation}: {error}"}
    print(json.dumps(answer), flush=True)
