package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.AwsFault;
import java.util.Map;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/** How requests, responses and errors of one API look on the wire. */
public sealed interface Protocol
    permits QueryProtocol, Ec2Protocol, RestXmlProtocol, RestJsonProtocol, AwsJsonProtocol {

  /** The request without what the protocol wraps around bodies. */
  default WireRequest unwrap(WireRequest request) {
    return request;
  }

  /**
   * Reads a request.
   *
   * @throws AwsFault where it is malformed
   */
  AwsRequest decode(
      ApiOperation operation, WireRequest request, Map<String, String> pathParameters);

  /**
   * Writes a response; the bytes are the body of an operation that streams, and empty otherwise.
   */
  WireResponse encode(
      ApiOperation operation, AwsResponse response, byte[] stream, String requestId);

  /** Writes an error. */
  WireResponse fault(AwsFault fault, String requestId);

  /** The error that this protocol's services answer a refusal with. */
  AwsFault refuse(Refusal refusal);
}
