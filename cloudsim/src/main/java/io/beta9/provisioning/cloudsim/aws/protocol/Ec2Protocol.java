package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.protocol.marshalling.XmlWriter;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireResponse;
import software.amazon.awssdk.awscore.AwsResponse;

/** EC2's variant of the query protocol. */
record Ec2Protocol(String namespace) implements FormProtocol {

  @Override
  public WireResponse encode(
      ApiOperation operation, AwsResponse response, byte[] stream, String requestId) {
    String root = operation.name() + "Response";
    XmlWriter xml = new XmlWriter().open(root, namespace).element("requestId", requestId);
    if (response.sdkFields().isEmpty()) {
      xml.element("return", "true");
    } else {
      xml.fields(response);
    }
    return WireResponse.text(200, "text/xml;charset=UTF-8", xml.close(root).toString())
        .withHeader("x-amzn-RequestId", requestId);
  }

  @Override
  public WireResponse encodeError(AwsErrorException fault, String requestId) {
    String xml =
        new XmlWriter()
            .open("Response")
            .open("Errors")
            .open("Error")
            .element("Code", fault.code())
            .element("Message", fault.getMessage())
            .close("Error")
            .close("Errors")
            .element("RequestID", requestId)
            .close("Response")
            .toString();
    return WireResponse.text(fault.status(), "text/xml;charset=UTF-8", xml)
        .withHeader("x-amzn-RequestId", requestId)
        .withHeaders(fault.headers());
  }

  @Override
  public AwsErrorException toError(RequestRejection refusal) {
    return switch (refusal) {
      case RequestRejection.MissingSignature unsigned ->
          new AwsErrorException(
              400, "MissingParameter", "The request must contain the parameter AWSAccessKeyId");
      case RequestRejection.UnknownAccessKey key ->
          new AwsErrorException(
              401, "AuthFailure", "AWS was not able to validate the provided access credentials");
      case RequestRejection.ExpiredSession expired ->
          new AwsErrorException(400, "RequestExpired", "Request has expired.");
      case RequestRejection.AccessDenied denied ->
          new AwsErrorException(
              403,
              "UnauthorizedOperation",
              "You are not authorized to perform this operation. " + denied.message());
      case RequestRejection.UnknownOperation unknown ->
          new AwsErrorException(400, "InvalidAction", unknown.message());
    };
  }
}
