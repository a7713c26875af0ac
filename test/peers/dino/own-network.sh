#!/bin/sh
# Runs a command on a network of its own: nothing of it can be reached from the machine, nor the machine from it.
# Is itself run by `unshare` in namespaces of its own, which end with the command, and all mounts and links with them.
#
#   own-network.sh FOLDER COMMAND...    FOLDER holds hosts, resolv.conf, authorities.crt, and an empty state/
set -eu
folder=$1
shift
ip link set lo up
# Dino's ICE library never uses the loopback interface. A pair of virtual cables is what every kernel has.
ip link add near type veth peer name far
ip address add 198.51.100.1/24 dev near
ip link set near up
ip link set far up
mount --bind "$folder/hosts" /etc/hosts
mount --bind "$folder/resolv.conf" /etc/resolv.conf
mount --bind "$folder/authorities.crt" /etc/ssl/certs/ca-certificates.crt
# What the tests keep is gone with the namespace, however it ends.
mount -t tmpfs tmpfs "$folder/state"
exec "$@"
