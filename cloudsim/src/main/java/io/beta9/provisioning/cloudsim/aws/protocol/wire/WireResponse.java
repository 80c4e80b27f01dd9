package io.beta9.provisioning.cloudsim.aws.protocol.wire;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An HTTP response about to go out. */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
public record WireResponse(int status, Map<String, String> headers, byte[] body) {

  /** A response with a text of this type. */
  public static WireResponse text(int status, String contentType, String body) {
    return new WireResponse(
        status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
  }

  /** The same with one more header. */
  public WireResponse withHeader(String name, String value) {
    return withHeaders(Map.of(name, value));
  }

  /** The same with more headers. */
  public WireResponse withHeaders(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new WireResponse(status, all, body);
  }
}
