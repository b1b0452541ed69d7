#!/bin/sh
# chester-fire-station: Chester Fire Station
# Segments: fire, police. Lines: primary (FibreCo) on eth0, mobile (MobileCo) on eth1.
# Made by `wan router` from the catalogue and its lock: change those, not this. Keys are in their stores, and are put in where <KEY …> stands.
# Rows to the outside addresses of primary and mobile have to lead out of the line itself: nobody says how it is addressed (`wan: { addressing: static, … }`).
# sh THIS files [ROOT]: writes its files below ROOT. sh THIS interfaces: makes VRFs, loopbacks and tunnels.
set -eu
files() {
mkdir -p "$1/etc"
cp "$0" "$1/etc/wan-router.sh"
mkdir -p "$1/etc/swanctl/conf.d"
(umask 077 && cat >"$1/etc/swanctl/conf.d/wan.conf" <<'END'
connections {
  t1111 {
    version = 2
    local_addrs = 198.18.2.23
    remote_addrs = 203.0.113.1
    proposals = aes256gcm16-prfsha384-ecp384
    rekey_time = 28260s
    over_time = 540s
    dpd_delay = 10s
    keyingtries = 0
    mobike = no
    unique = replace
    if_id_in = 1111
    if_id_out = 1111
    local {
      auth = psk
      id = 198.18.2.23
    }
    remote {
      auth = psk
      id = 203.0.113.1
    }
    children {
      t1111 {
        mode = tunnel
        local_ts = 0.0.0.0/0
        remote_ts = 0.0.0.0/0
        esp_proposals = aes256gcm16-ecp384
        rekey_time = 3060s
        life_time = 3600s
        replay_window = 1024
        start_action = start
        close_action = start
        dpd_action = restart
      }
    }
  }
  t1112 {
    version = 2
    local_addrs = 198.18.2.23
    remote_addrs = 203.0.113.2
    proposals = aes256gcm16-prfsha384-ecp384
    rekey_time = 28260s
    over_time = 540s
    dpd_delay = 10s
    keyingtries = 0
    mobike = no
    unique = replace
    if_id_in = 1112
    if_id_out = 1112
    local {
      auth = psk
      id = 198.18.2.23
    }
    remote {
      auth = psk
      id = 203.0.113.2
    }
    children {
      t1112 {
        mode = tunnel
        local_ts = 0.0.0.0/0
        remote_ts = 0.0.0.0/0
        esp_proposals = aes256gcm16-ecp384
        rekey_time = 3060s
        life_time = 3600s
        replay_window = 1024
        start_action = start
        close_action = start
        dpd_action = restart
      }
    }
  }
  t1211 {
    version = 2
    local_addrs = 198.18.2.24
    remote_addrs = 203.0.113.3
    proposals = aes256gcm16-prfsha384-ecp384
    rekey_time = 28260s
    over_time = 540s
    dpd_delay = 10s
    keyingtries = 0
    mobike = no
    unique = replace
    if_id_in = 1211
    if_id_out = 1211
    local {
      auth = psk
      id = 198.18.2.24
    }
    remote {
      auth = psk
      id = 203.0.113.3
    }
    children {
      t1211 {
        mode = tunnel
        local_ts = 0.0.0.0/0
        remote_ts = 0.0.0.0/0
        esp_proposals = aes256gcm16-ecp384
        rekey_time = 3060s
        life_time = 3600s
        replay_window = 1024
        start_action = start
        close_action = start
        dpd_action = restart
      }
    }
  }
  t1212 {
    version = 2
    local_addrs = 198.18.2.24
    remote_addrs = 203.0.113.4
    proposals = aes256gcm16-prfsha384-ecp384
    rekey_time = 28260s
    over_time = 540s
    dpd_delay = 10s
    keyingtries = 0
    mobike = no
    unique = replace
    if_id_in = 1212
    if_id_out = 1212
    local {
      auth = psk
      id = 198.18.2.24
    }
    remote {
      auth = psk
      id = 203.0.113.4
    }
    children {
      t1212 {
        mode = tunnel
        local_ts = 0.0.0.0/0
        remote_ts = 0.0.0.0/0
        esp_proposals = aes256gcm16-ecp384
        rekey_time = 3060s
        life_time = 3600s
        replay_window = 1024
        start_action = start
        close_action = start
        dpd_action = restart
      }
    }
  }
  t2111 {
    version = 2
    local_addrs = 198.18.2.23
    remote_addrs = 203.0.113.5
    proposals = aes256gcm16-prfsha384-ecp384
    rekey_time = 28260s
    over_time = 540s
    dpd_delay = 10s
    keyingtries = 0
    mobike = no
    unique = replace
    if_id_in = 2111
    if_id_out = 2111
    local {
      auth = psk
      id = 198.18.2.23
    }
    remote {
      auth = psk
      id = 203.0.113.5
    }
    children {
      t2111 {
        mode = tunnel
        local_ts = 0.0.0.0/0
        remote_ts = 0.0.0.0/0
        esp_proposals = aes256gcm16-ecp384
        rekey_time = 3060s
        life_time = 3600s
        replay_window = 1024
        start_action = start
        close_action = start
        dpd_action = restart
      }
    }
  }
  t2112 {
    version = 2
    local_addrs = 198.18.2.23
    remote_addrs = 203.0.113.6
    proposals = aes256gcm16-prfsha384-ecp384
    rekey_time = 28260s
    over_time = 540s
    dpd_delay = 10s
    keyingtries = 0
    mobike = no
    unique = replace
    if_id_in = 2112
    if_id_out = 2112
    local {
      auth = psk
      id = 198.18.2.23
    }
    remote {
      auth = psk
      id = 203.0.113.6
    }
    children {
      t2112 {
        mode = tunnel
        local_ts = 0.0.0.0/0
        remote_ts = 0.0.0.0/0
        esp_proposals = aes256gcm16-ecp384
        rekey_time = 3060s
        life_time = 3600s
        replay_window = 1024
        start_action = start
        close_action = start
        dpd_action = restart
      }
    }
  }
  t2211 {
    version = 2
    local_addrs = 198.18.2.24
    remote_addrs = 203.0.113.7
    proposals = aes256gcm16-prfsha384-ecp384
    rekey_time = 28260s
    over_time = 540s
    dpd_delay = 10s
    keyingtries = 0
    mobike = no
    unique = replace
    if_id_in = 2211
    if_id_out = 2211
    local {
      auth = psk
      id = 198.18.2.24
    }
    remote {
      auth = psk
      id = 203.0.113.7
    }
    children {
      t2211 {
        mode = tunnel
        local_ts = 0.0.0.0/0
        remote_ts = 0.0.0.0/0
        esp_proposals = aes256gcm16-ecp384
        rekey_time = 3060s
        life_time = 3600s
        replay_window = 1024
        start_action = start
        close_action = start
        dpd_action = restart
      }
    }
  }
  t2212 {
    version = 2
    local_addrs = 198.18.2.24
    remote_addrs = 203.0.113.8
    proposals = aes256gcm16-prfsha384-ecp384
    rekey_time = 28260s
    over_time = 540s
    dpd_delay = 10s
    keyingtries = 0
    mobike = no
    unique = replace
    if_id_in = 2212
    if_id_out = 2212
    local {
      auth = psk
      id = 198.18.2.24
    }
    remote {
      auth = psk
      id = 203.0.113.8
    }
    children {
      t2212 {
        mode = tunnel
        local_ts = 0.0.0.0/0
        remote_ts = 0.0.0.0/0
        esp_proposals = aes256gcm16-ecp384
        rekey_time = 3060s
        life_time = 3600s
        replay_window = 1024
        start_action = start
        close_action = start
        dpd_action = restart
      }
    }
  }
}
secrets {
  ike-t1111 {
    id = 203.0.113.1
    secret = "<KEY: preshared_key_arn of aws_vpn_connection.chester-fire-station_fire_primary tunnel 1>"
  }
  ike-t1112 {
    id = 203.0.113.2
    secret = "<KEY: preshared_key_arn of aws_vpn_connection.chester-fire-station_fire_primary tunnel 2>"
  }
  ike-t1211 {
    id = 203.0.113.3
    secret = "<KEY: preshared_key_arn of aws_vpn_connection.chester-fire-station_fire_mobile tunnel 1>"
  }
  ike-t1212 {
    id = 203.0.113.4
    secret = "<KEY: preshared_key_arn of aws_vpn_connection.chester-fire-station_fire_mobile tunnel 2>"
  }
  ike-t2111 {
    id = 203.0.113.5
    secret = "<KEY: preshared_key_arn of aws_vpn_connection.chester-fire-station_police_primary tunnel 1>"
  }
  ike-t2112 {
    id = 203.0.113.6
    secret = "<KEY: preshared_key_arn of aws_vpn_connection.chester-fire-station_police_primary tunnel 2>"
  }
  ike-t2211 {
    id = 203.0.113.7
    secret = "<KEY: preshared_key_arn of aws_vpn_connection.chester-fire-station_police_mobile tunnel 1>"
  }
  ike-t2212 {
    id = 203.0.113.8
    secret = "<KEY: preshared_key_arn of aws_vpn_connection.chester-fire-station_police_mobile tunnel 2>"
  }
}
END
)
mkdir -p "$1/etc/strongswan.d"
(umask 077 && cat >"$1/etc/strongswan.d/wan.conf" <<'END'
charon {
  install_routes = no
  install_virtual_ip = no
  retransmit_tries = 3
  retransmit_timeout = 2.0
  retransmit_base = 1.6
}
END
)
mkdir -p "$1/etc/frr"
(umask 077 && cat >"$1/etc/frr/frr.conf" <<'END'
frr version 8.4
frr defaults traditional
log syslog informational
!
ip prefix-list own-1 seq 5 permit 10.64.4.0/24 le 32
ip prefix-list own-1 seq 10 permit 10.65.240.47/32
ip prefix-list own-1 seq 15 permit 10.65.240.157/32
!
ip prefix-list in-111 seq 5 permit 0.0.0.0/0
ip prefix-list in-111 seq 10 permit 10.0.31.0/26 le 32
ip prefix-list in-111 seq 15 permit 10.0.36.0/24 le 32
ip prefix-list in-111 seq 20 permit 10.18.4.0/28 le 32
ip prefix-list in-111 seq 25 permit 10.18.9.10/32
ip prefix-list in-111 seq 30 permit 10.18.9.20/32
ip prefix-list in-111 seq 35 permit 10.18.132.0/28 le 32
ip prefix-list in-111 seq 40 permit 10.18.137.10/32
ip prefix-list in-111 seq 45 permit 10.18.137.20/32
ip prefix-list in-111 seq 50 permit 10.64.0.0/15 le 32
ip prefix-list in-111 seq 55 permit 10.67.0.0/16 le 32
ip prefix-list in-111 seq 60 permit 10.97.9.10/32
ip prefix-list out-111 seq 5 permit 10.64.4.0/24
ip prefix-list out-111 seq 10 permit 10.65.240.47/32
route-map in-111 deny 10
 match ip address prefix-list own-1
exit
route-map in-111 permit 20
 match ip address prefix-list in-111
 set local-preference 100
exit
route-map out-111 permit 10
 match ip address prefix-list out-111
exit
!
ip prefix-list in-121 seq 5 permit 0.0.0.0/0
ip prefix-list in-121 seq 10 permit 10.0.31.0/26 le 32
ip prefix-list in-121 seq 15 permit 10.0.36.0/24 le 32
ip prefix-list in-121 seq 20 permit 10.18.4.0/28 le 32
ip prefix-list in-121 seq 25 permit 10.18.9.10/32
ip prefix-list in-121 seq 30 permit 10.18.9.20/32
ip prefix-list in-121 seq 35 permit 10.18.132.0/28 le 32
ip prefix-list in-121 seq 40 permit 10.18.137.10/32
ip prefix-list in-121 seq 45 permit 10.18.137.20/32
ip prefix-list in-121 seq 50 permit 10.64.0.0/15 le 32
ip prefix-list in-121 seq 55 permit 10.67.0.0/16 le 32
ip prefix-list in-121 seq 60 permit 10.97.9.10/32
ip prefix-list out-121 seq 5 permit 10.64.4.0/24
ip prefix-list out-121 seq 10 permit 10.65.240.157/32
route-map in-121 deny 10
 match ip address prefix-list own-1
exit
route-map in-121 permit 20
 match ip address prefix-list in-121
 set local-preference 50
exit
route-map out-121 permit 10
 match ip address prefix-list out-121
 set as-path prepend 4200269346 4200269346 4200269346
exit
!
ip prefix-list own-2 seq 5 permit 10.99.131.192/27 le 32
ip prefix-list own-2 seq 10 permit 10.99.243.172/32
ip prefix-list own-2 seq 15 permit 10.99.241.174/32
!
ip prefix-list in-211 seq 5 permit 0.0.0.0/0
ip prefix-list in-211 seq 10 permit 10.0.31.0/26 le 32
ip prefix-list in-211 seq 15 permit 10.0.36.0/24 le 32
ip prefix-list in-211 seq 20 permit 10.18.4.0/28 le 32
ip prefix-list in-211 seq 25 permit 10.18.9.10/32
ip prefix-list in-211 seq 30 permit 10.18.9.20/32
ip prefix-list in-211 seq 35 permit 10.18.132.0/28 le 32
ip prefix-list in-211 seq 40 permit 10.18.137.10/32
ip prefix-list in-211 seq 45 permit 10.18.137.20/32
ip prefix-list in-211 seq 50 permit 10.64.0.0/15 le 32
ip prefix-list in-211 seq 55 permit 10.67.0.0/16 le 32
ip prefix-list in-211 seq 60 permit 10.96.0.0/14 le 32
ip prefix-list in-211 seq 65 permit 10.100.0.0/16 le 32
ip prefix-list out-211 seq 5 permit 10.99.131.192/27
ip prefix-list out-211 seq 10 permit 10.99.243.172/32
route-map in-211 deny 10
 match ip address prefix-list own-2
exit
route-map in-211 permit 20
 match ip address prefix-list in-211
 set local-preference 100
exit
route-map out-211 permit 10
 match ip address prefix-list out-211
exit
!
ip prefix-list in-221 seq 5 permit 0.0.0.0/0
ip prefix-list in-221 seq 10 permit 10.0.31.0/26 le 32
ip prefix-list in-221 seq 15 permit 10.0.36.0/24 le 32
ip prefix-list in-221 seq 20 permit 10.18.4.0/28 le 32
ip prefix-list in-221 seq 25 permit 10.18.9.10/32
ip prefix-list in-221 seq 30 permit 10.18.9.20/32
ip prefix-list in-221 seq 35 permit 10.18.132.0/28 le 32
ip prefix-list in-221 seq 40 permit 10.18.137.10/32
ip prefix-list in-221 seq 45 permit 10.18.137.20/32
ip prefix-list in-221 seq 50 permit 10.64.0.0/15 le 32
ip prefix-list in-221 seq 55 permit 10.67.0.0/16 le 32
ip prefix-list in-221 seq 60 permit 10.96.0.0/14 le 32
ip prefix-list in-221 seq 65 permit 10.100.0.0/16 le 32
ip prefix-list out-221 seq 5 permit 10.99.131.192/27
ip prefix-list out-221 seq 10 permit 10.99.241.174/32
route-map in-221 deny 10
 match ip address prefix-list own-2
exit
route-map in-221 permit 20
 match ip address prefix-list in-221
 set local-preference 50
exit
route-map out-221 permit 10
 match ip address prefix-list out-221
 set as-path prepend 4200269346 4200269346 4200269346
exit
!
router bgp 4200269346 vrf fire
 bgp router-id 10.65.240.47
 bgp log-neighbor-changes
 no bgp default ipv4-unicast
 neighbor 169.254.93.137 remote-as 64600
 neighbor 169.254.93.137 description chester-fire-station_fire_primary to london, tunnel 1
 neighbor 169.254.93.137 timers 10 30
 neighbor 169.254.19.69 remote-as 64600
 neighbor 169.254.19.69 description chester-fire-station_fire_primary to london, tunnel 2
 neighbor 169.254.19.69 timers 10 30
 neighbor 169.254.28.209 remote-as 64600
 neighbor 169.254.28.209 description chester-fire-station_fire_mobile to london, tunnel 1
 neighbor 169.254.28.209 timers 10 30
 neighbor 169.254.229.217 remote-as 64600
 neighbor 169.254.229.217 description chester-fire-station_fire_mobile to london, tunnel 2
 neighbor 169.254.229.217 timers 10 30
 address-family ipv4 unicast
  network 10.64.4.0/24
  network 10.65.240.47/32
  network 10.65.240.157/32
  neighbor 169.254.93.137 activate
  neighbor 169.254.93.137 route-map in-111 in
  neighbor 169.254.93.137 route-map out-111 out
  neighbor 169.254.93.137 maximum-prefix 100 80 restart 15
  neighbor 169.254.19.69 activate
  neighbor 169.254.19.69 route-map in-111 in
  neighbor 169.254.19.69 route-map out-111 out
  neighbor 169.254.19.69 maximum-prefix 100 80 restart 15
  neighbor 169.254.28.209 activate
  neighbor 169.254.28.209 route-map in-121 in
  neighbor 169.254.28.209 route-map out-121 out
  neighbor 169.254.28.209 maximum-prefix 100 80 restart 15
  neighbor 169.254.229.217 activate
  neighbor 169.254.229.217 route-map in-121 in
  neighbor 169.254.229.217 route-map out-121 out
  neighbor 169.254.229.217 maximum-prefix 100 80 restart 15
  maximum-paths 2
 exit-address-family
exit
!
router bgp 4200269346 vrf police
 bgp router-id 10.99.243.172
 bgp log-neighbor-changes
 no bgp default ipv4-unicast
 neighbor 169.254.201.113 remote-as 64600
 neighbor 169.254.201.113 description chester-fire-station_police_primary to london, tunnel 1
 neighbor 169.254.201.113 timers 10 30
 neighbor 169.254.107.137 remote-as 64600
 neighbor 169.254.107.137 description chester-fire-station_police_primary to london, tunnel 2
 neighbor 169.254.107.137 timers 10 30
 neighbor 169.254.148.57 remote-as 64600
 neighbor 169.254.148.57 description chester-fire-station_police_mobile to london, tunnel 1
 neighbor 169.254.148.57 timers 10 30
 neighbor 169.254.70.237 remote-as 64600
 neighbor 169.254.70.237 description chester-fire-station_police_mobile to london, tunnel 2
 neighbor 169.254.70.237 timers 10 30
 address-family ipv4 unicast
  network 10.99.131.192/27
  network 10.99.243.172/32
  network 10.99.241.174/32
  neighbor 169.254.201.113 activate
  neighbor 169.254.201.113 route-map in-211 in
  neighbor 169.254.201.113 route-map out-211 out
  neighbor 169.254.201.113 maximum-prefix 100 80 restart 15
  neighbor 169.254.107.137 activate
  neighbor 169.254.107.137 route-map in-211 in
  neighbor 169.254.107.137 route-map out-211 out
  neighbor 169.254.107.137 maximum-prefix 100 80 restart 15
  neighbor 169.254.148.57 activate
  neighbor 169.254.148.57 route-map in-221 in
  neighbor 169.254.148.57 route-map out-221 out
  neighbor 169.254.148.57 maximum-prefix 100 80 restart 15
  neighbor 169.254.70.237 activate
  neighbor 169.254.70.237 route-map in-221 in
  neighbor 169.254.70.237 route-map out-221 out
  neighbor 169.254.70.237 maximum-prefix 100 80 restart 15
  maximum-paths 2
 exit-address-family
exit
!
END
)
mkdir -p "$1/etc/nftables.d"
(umask 077 && cat >"$1/etc/nftables.d/wan.nft" <<'END'
#!/usr/sbin/nft -f
table inet wan {}
delete table inet wan
table inet wan {
  chain input {
    type filter hook input priority filter; policy accept;
    ct state established,related accept
    iifname "eth0" ip saddr { 203.0.113.1, 203.0.113.2, 203.0.113.5, 203.0.113.6 } meta l4proto esp accept
    iifname "eth0" ip saddr { 203.0.113.1, 203.0.113.2, 203.0.113.5, 203.0.113.6 } udp dport { 500, 4500 } accept
    iifname "eth0" icmp type { destination-unreachable, time-exceeded, echo-reply } accept
    iifname "eth0" udp sport 67 udp dport 68 accept
    iifname "eth0" drop
    iifname "eth1" ip saddr { 203.0.113.3, 203.0.113.4, 203.0.113.7, 203.0.113.8 } meta l4proto esp accept
    iifname "eth1" ip saddr { 203.0.113.3, 203.0.113.4, 203.0.113.7, 203.0.113.8 } udp dport { 500, 4500 } accept
    iifname "eth1" icmp type { destination-unreachable, time-exceeded, echo-reply } accept
    iifname "eth1" udp sport 67 udp dport 68 accept
    iifname "eth1" drop
    iifname "fire" ip saddr { 10.0.36.0/24 } ip daddr { 10.65.240.47, 10.65.240.157 } tcp dport 22 accept
    iifname "fire" ip saddr { 10.0.36.0/24 } ip daddr { 10.65.240.47, 10.65.240.157 } udp dport 161 accept
    iifname "fire" ip saddr { 169.254.93.137, 169.254.19.69, 169.254.28.209, 169.254.229.217 } tcp dport 179 accept
    iifname "fire" meta l4proto { tcp, udp } th dport { 22, 161, 179, 2601-2620 } drop
    iifname "police" ip saddr { 10.0.36.0/24 } ip daddr { 10.99.243.172, 10.99.241.174 } tcp dport 22 accept
    iifname "police" ip saddr { 10.0.36.0/24 } ip daddr { 10.99.243.172, 10.99.241.174 } udp dport 161 accept
    iifname "police" ip saddr { 169.254.201.113, 169.254.107.137, 169.254.148.57, 169.254.70.237 } tcp dport 179 accept
    iifname "police" meta l4proto { tcp, udp } th dport { 22, 161, 179, 2601-2620 } drop
  }
  chain forward {
    type filter hook forward priority mangle; policy accept;
    iifname { "eth0", "eth1" } drop
    oifname { "eth0", "eth1" } drop
    meta sdifname "t1111" tcp flags syn tcp option maxseg size set 1406
    oifname "t1111" tcp flags syn tcp option maxseg size set 1406
    meta sdifname "t1112" tcp flags syn tcp option maxseg size set 1406
    oifname "t1112" tcp flags syn tcp option maxseg size set 1406
    meta sdifname "t1211" tcp flags syn tcp option maxseg size set 1406
    oifname "t1211" tcp flags syn tcp option maxseg size set 1406
    meta sdifname "t1212" tcp flags syn tcp option maxseg size set 1406
    oifname "t1212" tcp flags syn tcp option maxseg size set 1406
    meta sdifname "t2111" tcp flags syn tcp option maxseg size set 1406
    oifname "t2111" tcp flags syn tcp option maxseg size set 1406
    meta sdifname "t2112" tcp flags syn tcp option maxseg size set 1406
    oifname "t2112" tcp flags syn tcp option maxseg size set 1406
    meta sdifname "t2211" tcp flags syn tcp option maxseg size set 1406
    oifname "t2211" tcp flags syn tcp option maxseg size set 1406
    meta sdifname "t2212" tcp flags syn tcp option maxseg size set 1406
    oifname "t2212" tcp flags syn tcp option maxseg size set 1406
  }
}
END
)
mkdir -p "$1/etc/frr"
(umask 077 && cat >"$1/etc/frr/daemons" <<'END'
zebra=yes
staticd=yes
bgpd=yes
vtysh_enable=yes
END
)
mkdir -p "$1/etc/systemd/system"
(umask 077 && cat >"$1/etc/systemd/system/wan-router.service" <<'END'
[Unit]
Description=Lines, segments and tunnels of the WAN
Before=strongswan.service frr.service
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f /etc/nftables.d/wan.nft
ExecStart=/bin/sh /etc/wan-router.sh interfaces
[Install]
WantedBy=multi-user.target
END
)
}
interfaces() {
  sysctl -qw net.ipv4.ip_forward=1 net.ipv4.tcp_l3mdev_accept=0 net.ipv4.udp_l3mdev_accept=0 net.ipv4.conf.all.rp_filter=2
  ip link add fire type vrf table 1001
  ip link set fire up
  ip route add vrf fire unreachable default metric 4278198272
  ip link add lo11 type dummy
  ip link set lo11 master fire
  ip link set lo11 up
  ip address add 10.65.240.47/32 dev lo11
  ip link add lo12 type dummy
  ip link set lo12 master fire
  ip link set lo12 up
  ip address add 10.65.240.157/32 dev lo12
  ip link add link eth2 name eth2.130 type vlan id 130
  ip link set eth2 up
  ip link set eth2.130 master fire
  ip link set eth2.130 up
  ip address add 10.64.4.1/24 dev eth2.130
  ip link add t1111 type xfrm dev eth0 if_id 1111
  ip link set t1111 master fire mtu 1446 up
  ip address add 169.254.93.138/30 dev t1111
  ip link add t1112 type xfrm dev eth0 if_id 1112
  ip link set t1112 master fire mtu 1446 up
  ip address add 169.254.19.70/30 dev t1112
  ip link add t1211 type xfrm dev eth1 if_id 1211
  ip link set t1211 master fire mtu 1446 up
  ip address add 169.254.28.210/30 dev t1211
  ip link add t1212 type xfrm dev eth1 if_id 1212
  ip link set t1212 master fire mtu 1446 up
  ip address add 169.254.229.218/30 dev t1212
  ip link add police type vrf table 1002
  ip link set police up
  ip route add vrf police unreachable default metric 4278198272
  ip link add lo21 type dummy
  ip link set lo21 master police
  ip link set lo21 up
  ip address add 10.99.243.172/32 dev lo21
  ip link add lo22 type dummy
  ip link set lo22 master police
  ip link set lo22 up
  ip address add 10.99.241.174/32 dev lo22
  ip link add link eth2 name eth2.140 type vlan id 140
  ip link set eth2 up
  ip link set eth2.140 master police
  ip link set eth2.140 up
  ip address add 10.99.131.193/27 dev eth2.140
  ip link add t2111 type xfrm dev eth0 if_id 2111
  ip link set t2111 master police mtu 1446 up
  ip address add 169.254.201.114/30 dev t2111
  ip link add t2112 type xfrm dev eth0 if_id 2112
  ip link set t2112 master police mtu 1446 up
  ip address add 169.254.107.138/30 dev t2112
  ip link add t2211 type xfrm dev eth1 if_id 2211
  ip link set t2211 master police mtu 1446 up
  ip address add 169.254.148.58/30 dev t2211
  ip link add t2212 type xfrm dev eth1 if_id 2212
  ip link set t2212 master police mtu 1446 up
  ip address add 169.254.70.238/30 dev t2212
}
case "${1:-}" in
  files) files "${2:-}" ;;
  interfaces) interfaces ;;
  *) echo "files [ROOT], or interfaces?" >&2; exit 2 ;;
esac
