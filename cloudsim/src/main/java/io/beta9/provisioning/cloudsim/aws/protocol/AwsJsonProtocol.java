package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.protocol.marshalling.JsonReader;
import io.beta9.provisioning.cloudsim.aws.protocol.marshalling.JsonWriter;
import io.beta9.provisioning.cloudsim.aws.protocol.marshalling.SdkShapes;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireRequest;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireResponse;
import java.util.Map;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The AWS JSON protocol, with the operation in a header: KMS, Secrets Manager, DynamoDB, ECR and
 * others.
 */
record AwsJsonProtocol(String contentType) implements Protocol {

  @Override
  public AwsRequest decode(
      ApiOperation operation, WireRequest request, Map<String, String> pathParameters) {
    SdkPojo builder = SdkShapes.builderOf(operation.request());
    JsonReader.fill(builder, request.body());
    return SdkShapes.buildRequest(builder);
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
  public WireResponse encodeError(AwsErrorException fault, String requestId) {
    return JsonErrors.write(fault, contentType, requestId);
  }

  @Override
  public AwsErrorException toError(RequestRejection refusal) {
    return JsonErrors.toError(refusal, 400);
  }
}
