package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.protocol.marshalling.FormNode;
import io.beta9.provisioning.cloudsim.aws.protocol.marshalling.FormReader;
import io.beta9.provisioning.cloudsim.aws.protocol.marshalling.SdkShapes;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireRequest;
import java.util.Map;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkPojo;

/** A protocol whose requests are forms. */
sealed interface FormProtocol extends Protocol permits Ec2Protocol, QueryProtocol {

  @Override
  default AwsRequest decode(
      ApiOperation operation, WireRequest request, Map<String, String> pathParameters) {
    SdkPojo builder = SdkShapes.builderOf(operation.request());
    FormReader.fill(builder, FormNode.of(request.form()));
    return SdkShapes.buildRequest(builder);
  }
}
