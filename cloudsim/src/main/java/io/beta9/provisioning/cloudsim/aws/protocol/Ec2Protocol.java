package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.protocol.marshalling.FormNode;
import io.beta9.provisioning.cloudsim.aws.protocol.marshalling.FormReader;
import io.beta9.provisioning.cloudsim.aws.protocol.marshalling.SdkShapes;
import io.beta9.provisioning.cloudsim.aws.protocol.marshalling.XmlWriter;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireRequest;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireResponse;
import java.util.Map;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkPojo;

/** EC2's variant of the query protocol. */
record Ec2Protocol(String namespace) implements Protocol {

  @Override
  public AwsRequest decode(
      ApiOperation operation, WireRequest request, Map<String, String> pathParameters) {
    SdkPojo builder = SdkShapes.builderOf(operation.request());
    FormReader.fill(builder, FormNode.of(request.form()));
    return SdkShapes.buildRequest(builder);
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
