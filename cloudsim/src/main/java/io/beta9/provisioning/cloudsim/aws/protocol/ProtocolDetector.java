package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireRequest;
import java.util.Optional;

/** Detects the protocol and operation of requests to unknown services. */
public final class ProtocolDetector {
  private ProtocolDetector() {}

  /** Returns the protocol that the client probably uses, so that it understands the error. */
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
        ? RestXmlProtocol.S3
        : new RestJsonProtocol();
  }

  /** Returns the name of the operation, or the method and path if the request does not name it. */
  public static String operationName(WireRequest request) {
    return request
        .header("x-amz-target")
        .map(target -> target.substring(target.lastIndexOf('.') + 1))
        .or(() -> Optional.ofNullable(request.form().get("Action")))
        .orElseGet(() -> request.method() + " " + request.rawPath());
  }
}
