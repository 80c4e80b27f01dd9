package io.beta9.provisioning.cloudsim.aws.iam;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The encoding of RFC 3986, in which IAM answers policy documents. */
final class UrlEncoding {
  private UrlEncoding() {}

  static String encode(String document) {
    return URLEncoder.encode(document, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }
}
