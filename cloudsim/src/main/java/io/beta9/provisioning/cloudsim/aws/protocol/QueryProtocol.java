package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.AwsFault;
import java.util.Map;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkPojo;

/** Forms in, XML out: IAM, STS, RDS, ElastiCache, Elastic Load Balancing. */
record QueryProtocol(String namespace) implements Protocol {

  @Override
  public AwsRequest decode(
      ApiOperation operation, WireRequest request, Map<String, String> pathParameters) {
    SdkPojo builder = Shapes.builderOf(operation.request());
    FormReader.fill(builder, FormNode.of(request.form()));
    return Shapes.buildRequest(builder);
  }

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
        .and("x-amzn-RequestId", requestId);
  }

  @Override
  public WireResponse fault(AwsFault fault, String requestId) {
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
        .and("x-amzn-RequestId", requestId)
        .and(fault.headers());
  }

  @Override
  public AwsFault refuse(Refusal refusal) {
    return switch (refusal) {
      case Refusal.Unsigned unsigned ->
          new AwsFault(
              403, "MissingAuthenticationToken", "Request is missing Authentication Token");
      case Refusal.UnknownKey key ->
          new AwsFault(
              403,
              "InvalidClientTokenId",
              "The security token included in the request is invalid.");
      case Refusal.Expired expired ->
          new AwsFault(
              403, "ExpiredToken", "The security token included in the request is expired");
      case Refusal.Denied denied -> new AwsFault(403, "AccessDenied", denied.sentence());
      case Refusal.UnknownOperation unknown ->
          new AwsFault(400, "InvalidAction", unknown.sentence());
    };
  }
}
