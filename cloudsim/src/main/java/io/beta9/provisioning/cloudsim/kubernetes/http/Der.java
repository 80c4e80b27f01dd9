package io.beta9.provisioning.cloudsim.kubernetes.http;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Encodes the ASN.1 DER types that an X.509 certificate consists of. */
final class Der {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return element(0x30, concat(parts));
  }

  static byte[] set(byte[]... parts) {
    return element(0x31, concat(parts));
  }

  static byte[] integer(BigInteger value) {
    return element(0x02, value.toByteArray());
  }

  static byte[] utf8String(String value) {
    return element(0x0c, value.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] generalizedTime(Instant value) {
    return element(0x18, TIME.format(value).getBytes(StandardCharsets.US_ASCII));
  }

  static byte[] booleanTrue() {
    return element(0x01, new byte[] {(byte) 0xff});
  }

  static byte[] octetString(byte[] value) {
    return element(0x04, value);
  }

  static byte[] bitString(byte[] value) {
    return element(0x03, concat(new byte[] {0}, value));
  }

  /** Encodes an element with a context-specific tag. */
  static byte[] contextTagged(int tag, byte[] value) {
    return element(tag, value);
  }

  static byte[] objectIdentifier(int... arcs) {
    ByteArrayOutputStream id = new ByteArrayOutputStream();
    id.write(arcs[0] * 40 + arcs[1]);
    for (int i = 2; i < arcs.length; i++) {
      for (int shift = 28; shift > 0; shift -= 7) {
        if (arcs[i] >> shift != 0) {
          id.write(0x80 | (arcs[i] >> shift & 0x7f));
        }
      }
      id.write(arcs[i] & 0x7f);
    }
    return element(0x06, id.toByteArray());
  }

  private static byte[] element(int tag, byte[] value) {
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    if (value.length < 0x80) {
      element.write(value.length);
    } else if (value.length < 0x100) {
      element.write(0x81);
      element.write(value.length);
    } else {
      element.write(0x82);
      element.write(value.length >> 8);
      element.write(value.length);
    }
    element.writeBytes(value);
    return element.toByteArray();
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }
}
