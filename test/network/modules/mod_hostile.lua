-- A server that attacks the calls of its users, as the test says: it names the attack in a file, and none by an empty one.
-- It changes what it sends to clients, so that the archive and carbons carry the same.
module:set_global()

local filters = require "util.filters"
local st = require "util.stanza"

local file_of_attack = module:get_option_string("hostile_attack_file")

local NS_DTLS = "urn:xmpp:jingle:apps:dtls:0"
local NS_OMEMO_DTLS = "http://gultsch.de/xmpp/drafts/omemo/dlts-srtp-verification"
-- Of a certificate that the server has, and neither of the callers.
local OWN_FINGERPRINT = ("5E:"):rep(31) .. "5E"

local function attack()
	local file = io.open(file_of_attack)
	if not file then return "" end
	local name = file:read("*a")
	file:close()
	return name
end

local function own_fingerprint(setup)
	return st.stanza("fingerprint", { xmlns = NS_DTLS, hash = "sha-256", setup = setup }):text(OWN_FINGERPRINT)
end

local function is_plain(tag) return tag.name == "fingerprint" and tag.attr.xmlns == NS_DTLS end
local function is_encrypted(tag) return tag.name == "fingerprint" and tag.attr.xmlns == NS_OMEMO_DTLS end
local function is_device(tag) return tag.name == "device" and tag.attr.xmlns == NS_OMEMO_DTLS end

-- What each attack makes of one element: the same, another one, or nil to take it away.
local replacements = {
	-- Its own certificate where one goes in clear; what is encrypted, it leaves.
	["swap-plain"] = function (tag)
		if is_plain(tag) then return own_fingerprint(tag.attr.setup) end
		return tag
	end,
	-- Its own certificate wherever there is one.
	["swap-all"] = function (tag)
		if is_plain(tag) or is_encrypted(tag) then return own_fingerprint(tag.attr.setup) end
		return tag
	end,
	["strip-device"] = function (tag)
		if is_device(tag) then return nil end
		return tag
	end,
	["strip-device-and-swap"] = function (tag)
		if is_device(tag) then return nil end
		if is_plain(tag) then return own_fingerprint(tag.attr.setup) end
		return tag
	end,
}

local function change(element, replace)
	local changes = 0
	element:maptags(function (tag)
		local instead = replace(tag)
		if instead ~= tag then
			changes = changes + 1
			return instead
		end
		changes = changes + change(tag, replace)
		return tag
	end)
	return changes
end

-- Adds a child, which is no replacement of one element by another.
local function put_beside(element)
	local encrypted = element:get_child("fingerprint", NS_OMEMO_DTLS)
	if encrypted then
		element:add_direct_child(own_fingerprint(encrypted.attr.setup))
		return 1
	end
	local changes = 0
	for _, tag in ipairs(element.tags) do changes = changes + put_beside(tag) end
	return changes
end

local function on_its_way(stanza)
	if not st.is_stanza(stanza) then return stanza end
	local name = attack()
	if name == "" then return stanza end
	local changed = st.clone(stanza)
	local replace = replacements[name]
	local changes
	if name == "plain-beside-encrypted" then
		changes = put_beside(changed)
	elseif replace then
		changes = change(changed, replace)
	else
		error("no such attack: " .. name)
	end
	if changes == 0 then return stanza end
	module:log("info", "attack %s: %d changes", name, changes)
	return changed
end

filters.add_filter_hook(function (session)
	filters.add_filter(session, "stanzas/out", on_its_way, 10)
end)
