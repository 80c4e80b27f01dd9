package io.beta9.provisioning.bench.load;

import java.nio.charset.StandardCharsets;

/** Supplies the requests of a run, each as the bytes that are sent. */
@FunctionalInterface
public interface RequestSource {
  byte[] next();

  /** Returns a GET. */
  static byte[] get(String path, String key) {
    return ("GET " + path + " HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer " + key + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns a POST of YAML in ASCII. */
  static byte[] postYaml(String path, String key, String body) {
    return ("POST "
            + path
            + " HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer "
            + key
            + "\r\nContent-Type: application/yaml\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
