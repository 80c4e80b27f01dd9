package io.beta9.provisioning.cloudsim.aws.iam.core;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** URL-encodes policy documents as IAM does (RFC 3986). */
public final class PolicyUrlEncoding {
  private PolicyUrlEncoding() {}

  public static String encode(String document) {
    return URLEncoder.encode(document, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }
}
