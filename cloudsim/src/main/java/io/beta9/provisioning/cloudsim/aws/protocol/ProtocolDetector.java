package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireRequest;
import java.util.Optional;

/** What to make of requests to services that are not there. */
public final class ProtocolDetector {
  private ProtocolDetector() {}

  /** The protocol that the caller seems to speak, so that it understands the refusal. */
  public static Protocol detect(WireRequest request) {
    String type = request.header("content-type").orElse("");
    if (type.startsWith("application/x-amz-json")) {
      return new AwsJsonProtocol(type);
    }
    if (request.form().containsKey("Action")) {
      return request.form().getOrDefault("Version", "").equals("2016-11-15")
          ? new Ec2Protocol("http://ec2.amazonaws.com/doc/2016-11-15/")
          : new QueryProtocol("http://amazonaws.com/doc/");
    }
    return type.contains("xml") || request.header("x-amz-content-sha256").isPresent()
        ? new RestXmlProtocol()
        : new RestJsonProtocol();
  }

  /** The name of the wanted operation, as far as the request tells it. */
  public static String operationName(WireRequest request) {
    return request
        .header("x-amz-target")
        .map(target -> target.substring(target.lastIndexOf('.') + 1))
        .or(() -> Optional.ofNullable(request.form().get("Action")))
        .orElseGet(() -> request.method() + " " + request.rawPath());
  }
}
