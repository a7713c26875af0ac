/**
 * A certificate and its fingerprints as `openssl x509 -fingerprint` prints them: the engine's certificate in tests
 * without an engine.
 */
import type { DtlsFingerprintValue } from '../../src/stanzas/dtls.ts';

/** X.509 in DER, as base64. */
export const X509_DER = [
  'MIIBazCCARKgAwIBAgITG44sxtEQffYld7B3QptE4v7ZKTAKBggqhkjOPQQDAjAMMQowCAYDVQQDDAF4MB4XDTI2MTEyMzE2MjEz',
  'MFoXDTI2MTIyMzE2MjEzMFowDDEKMAgGA1UEAwwBeDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABBOiFE2EL/C7Rq0Dtrfsqb/h',
  'Z+bzXsmMd04DqFkHlaDwUnY4GGFwuE8ZWfDUxEAJxFiqiE/winDhpLN7p2G1o+GjUzBRMB0GA1UdDgQWBBRlI5cJTlKvImbRRgcu',
  'Z02AvYbEvTAfBgNVHSMEGDAWgBRlI5cJTlKvImbRRgcuZ02AvYbEvTAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQC',
  'IB51en82ArR08a1wzlbGgaMW3X18BS+uDoGNbOgxAWI4AiBLuEwjKzme2pi1jpPHJWZz102okXRn3g2cP4mF5AJtAg==',
].join('');

export const X509_FINGERPRINTS = {
  'sha-256': ['5E:23:4E:3C:08:84:3A:E3:D3:55:CE:B7:E8:58:37:CA:7D:F0:AC:25:B5:2B:72:B4:25:2F:34:65:A2:7F:A9:09'].join(
    '',
  ) as DtlsFingerprintValue,
  'sha-384': [
    'A5:86:88:A8:BA:39:8F:F8:74:81:8E:CC:88:27:04:A6:54:CE:BC:73:41:2E:00:69:F9:BA:6E:23:60:39:2E:B2:',
    'F3:4B:10:9D:14:AF:9F:4C:3B:09:CB:AE:04:4B:B3:C1',
  ].join('') as DtlsFingerprintValue,
  'sha-512': [
    '46:8E:AB:ED:0C:15:3E:05:EF:35:A8:6D:2F:EF:C9:0E:90:67:BE:28:FA:13:5D:71:B4:E2:BC:42:86:B7:6E:B9:',
    'F8:5B:8C:6A:3E:12:49:FC:42:CD:4D:5D:BD:35:40:84:D2:68:AA:02:69:F8:0C:A1:BB:BD:39:57:52:72:B8:86',
  ].join('') as DtlsFingerprintValue,
} as const;
