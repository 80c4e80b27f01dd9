package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.protocol.marshalling.HttpBindings;
import io.beta9.provisioning.cloudsim.aws.protocol.marshalling.JsonReader;
import io.beta9.provisioning.cloudsim.aws.protocol.marshalling.JsonWriter;
import io.beta9.provisioning.cloudsim.aws.protocol.marshalling.SdkShapes;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireRequest;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireResponse;
import java.util.Map;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkPojo;

/** The REST JSON protocol: EKS. */
record RestJsonProtocol() implements Protocol {
  private static final String JSON = "application/json";

  @Override
  public AwsRequest decode(
      ApiOperation operation, WireRequest request, Map<String, String> pathParameters) {
    SdkPojo builder = SdkShapes.builderOf(operation.request());
    HttpBindings.fill(builder, request, pathParameters);
    JsonReader.fill(builder, request.body());
    return SdkShapes.buildRequest(builder);
  }

  @Override
  public WireResponse encode(
      ApiOperation operation, AwsResponse response, byte[] stream, String requestId) {
    return new WireResponse(200, Map.of("Content-Type", JSON), JsonWriter.write(response))
        .withHeaders(HttpBindings.headers(response))
        .withHeader("x-amzn-RequestId", requestId);
  }

  @Override
  public WireResponse encodeError(AwsErrorException fault, String requestId) {
    return JsonErrors.write(fault, JSON, requestId);
  }

  @Override
  public AwsErrorException toError(RequestRejection refusal) {
    return JsonErrors.toError(refusal, 403);
  }
}
