-- A server in trouble, for the tests: what becomes of a request follows from the name of the account it is asked of.
--
--   refusing   PEP refuses whatever is published to it
--   late       PEP answers others after `trouble_late_seconds`
--   silent     PEP never answers others
--   mute       carbons and the archive are never answered

local st = require "util.stanza";
local timer = require "util.timer";
local jid = require "util.jid";

local late_seconds = module:get_option_number("trouble_late_seconds", 2);
local first = 1000;

local function account_of(event)
	local node = jid.split(event.stanza.attr.to or event.stanza.attr.from);
	return node;
end

local function is_others(event)
	return event.stanza.attr.to and jid.bare(event.stanza.attr.from) ~= jid.bare(event.stanza.attr.to);
end

module:hook("iq/bare/http://jabber.org/protocol/pubsub:pubsub", function (event)
	local account = account_of(event);
	local kind = event.stanza.attr.type;
	if account == "refusing" and kind == "set" then
		event.origin.send(st.error_reply(event.stanza, "auth", "forbidden"));
		return true;
	elseif account == "silent" and is_others(event) then
		return true;
	elseif account == "late" and is_others(event) and not event.is_late then
		timer.add_task(late_seconds, function ()
			event.is_late = true;
			module:fire_event("iq/bare/http://jabber.org/protocol/pubsub:pubsub", event);
		end);
		return true;
	end
end, first);

local function never(event)
	if account_of(event) == "mute" then return true; end
end

module:hook("iq/self/urn:xmpp:carbons:2:enable", never, first);
module:hook("iq-set/self/urn:xmpp:carbons:2:enable", never, first);
module:hook("iq/self/urn:xmpp:mam:2:query", never, first);
module:hook("iq-set/self/urn:xmpp:mam:2:query", never, first);
