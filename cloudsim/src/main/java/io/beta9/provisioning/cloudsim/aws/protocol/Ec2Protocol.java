package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.AwsFault;
import java.util.Map;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkPojo;

/** EC2's own kind of the query protocol. */
record Ec2Protocol(String namespace) implements Protocol {

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
    XmlWriter xml = new XmlWriter().open(root, namespace).element("requestId", requestId);
    if (response.sdkFields().isEmpty()) {
      xml.element("return", "true");
    } else {
      xml.fields(response);
    }
    return WireResponse.text(200, "text/xml;charset=UTF-8", xml.close(root).toString())
        .and("x-amzn-RequestId", requestId);
  }

  @Override
  public WireResponse fault(AwsFault fault, String requestId) {
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
        .and("x-amzn-RequestId", requestId)
        .and(fault.headers());
  }

  @Override
  public AwsFault refuse(Refusal refusal) {
    return switch (refusal) {
      case Refusal.Unsigned unsigned ->
          new AwsFault(
              400, "MissingParameter", "The request must contain the parameter AWSAccessKeyId");
      case Refusal.UnknownKey key ->
          new AwsFault(
              401, "AuthFailure", "AWS was not able to validate the provided access credentials");
      case Refusal.Expired expired -> new AwsFault(400, "RequestExpired", "Request has expired.");
      case Refusal.Denied denied ->
          new AwsFault(
              403,
              "UnauthorizedOperation",
              "You are not authorized to perform this operation. " + denied.sentence());
      case Refusal.UnknownOperation unknown ->
          new AwsFault(400, "InvalidAction", unknown.sentence());
    };
  }
}
