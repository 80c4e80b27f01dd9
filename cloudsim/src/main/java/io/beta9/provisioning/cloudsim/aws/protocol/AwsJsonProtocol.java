package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.AwsFault;
import java.util.Map;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkPojo;

/** JSON with the operation in a header: KMS, Secrets Manager, DynamoDB, ECR and more. */
record AwsJsonProtocol(String contentType) implements Protocol {

  @Override
  public AwsRequest decode(
      ApiOperation operation, WireRequest request, Map<String, String> pathParameters) {
    SdkPojo builder = Shapes.builderOf(operation.request());
    JsonReader.fill(builder, request.body());
    return Shapes.buildRequest(builder);
  }

  @Override
  public WireResponse encode(
      ApiOperation operation, AwsResponse response, byte[] stream, String requestId) {
    return new WireResponse(
        200,
        Map.of("Content-Type", contentType, "x-amzn-RequestId", requestId),
        JsonWriter.write(response));
  }

  @Override
  public WireResponse fault(AwsFault fault, String requestId) {
    return JsonFaults.write(fault, contentType, requestId);
  }

  @Override
  public AwsFault refuse(Refusal refusal) {
    return JsonFaults.refuse(refusal, 400);
  }
}
