package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.protocol.marshalling.XmlWriter;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireResponse;
import software.amazon.awssdk.awscore.AwsResponse;

/** The query protocol (forms in, XML out): IAM, STS, RDS, ElastiCache, Elastic Load Balancing. */
record QueryProtocol(String namespace) implements FormProtocol {

  @Override
  public WireResponse encode(
      ApiOperation operation, AwsResponse response, byte[] stream, String requestId) {
    String root = operation.name() + "Response";
    String result = operation.name() + "Result";
    XmlWriter xml = new XmlWriter().open(root, namespace);
    if (!response.sdkFields().isEmpty()) {
      xml.open(result).fields(response).close(result);
    }
    xml.open("ResponseMetadata").element("RequestId", requestId).close("ResponseMetadata");
    return WireResponse.text(200, "text/xml", xml.close(root).toString())
        .withHeader("x-amzn-RequestId", requestId);
  }

  @Override
  public WireResponse encodeError(AwsErrorException fault, String requestId) {
    String xml =
        new XmlWriter()
            .open("ErrorResponse", namespace)
            .open("Error")
            .element("Type", fault.status() < 500 ? "Sender" : "Receiver")
            .element("Code", fault.code())
            .element("Message", fault.getMessage())
            .close("Error")
            .element("RequestId", requestId)
            .close("ErrorResponse")
            .toString();
    return WireResponse.text(fault.status(), "text/xml", xml)
        .withHeader("x-amzn-RequestId", requestId)
        .withHeaders(fault.headers());
  }

  @Override
  public AwsErrorException toError(RequestRejection refusal) {
    return switch (refusal) {
      case RequestRejection.MissingSignature unsigned ->
          new AwsErrorException(
              403, "MissingAuthenticationToken", "Request is missing Authentication Token");
      case RequestRejection.UnknownAccessKey key ->
          new AwsErrorException(
              403,
              "InvalidClientTokenId",
              "The security token included in the request is invalid.");
      case RequestRejection.ExpiredSession expired ->
          new AwsErrorException(
              403, "ExpiredToken", "The security token included in the request is expired");
      case RequestRejection.AccessDenied denied ->
          new AwsErrorException(403, "AccessDenied", denied.message());
      case RequestRejection.UnknownOperation unknown ->
          new AwsErrorException(400, "InvalidAction", unknown.message());
    };
  }
}
