package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.AwsFault;
import java.util.Map;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkPojo;

/** Paths, query and JSON bodies: EKS. */
record RestJsonProtocol() implements Protocol {
  private static final String JSON = "application/json";

  @Override
  public AwsRequest decode(
      ApiOperation operation, WireRequest request, Map<String, String> pathParameters) {
    SdkPojo builder = Shapes.builderOf(operation.request());
    HttpBindings.fill(builder, request, pathParameters);
    JsonReader.fill(builder, request.body());
    return Shapes.buildRequest(builder);
  }

  @Override
  public WireResponse encode(
      ApiOperation operation, AwsResponse response, byte[] stream, String requestId) {
    return new WireResponse(200, Map.of("Content-Type", JSON), JsonWriter.write(response))
        .and(HttpBindings.headers(response))
        .and("x-amzn-RequestId", requestId);
  }

  @Override
  public WireResponse fault(AwsFault fault, String requestId) {
    return JsonFaults.write(fault, JSON, requestId);
  }

  @Override
  public AwsFault refuse(Refusal refusal) {
    return JsonFaults.refuse(refusal, 403);
  }
}
