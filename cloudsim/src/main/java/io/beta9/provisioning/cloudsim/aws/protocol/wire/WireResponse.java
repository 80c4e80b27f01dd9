package io.beta9.provisioning.cloudsim.aws.protocol.wire;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An outgoing HTTP response. */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
public record WireResponse(int status, Map<String, String> headers, byte[] body) {

  /** Returns a response with a text body. */
  public static WireResponse text(int status, String contentType, String body) {
    return new WireResponse(
        status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns a copy with one more header. */
  public WireResponse withHeader(String name, String value) {
    return withHeaders(Map.of(name, value));
  }

  /** Returns a copy with more headers. */
  public WireResponse withHeaders(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new WireResponse(status, all, body);
  }
}
