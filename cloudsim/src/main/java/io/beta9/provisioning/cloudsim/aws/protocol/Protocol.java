package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireRequest;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireResponse;
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
   * @throws AwsErrorException where it is malformed
   */
  AwsRequest decode(
      ApiOperation operation, WireRequest request, Map<String, String> pathParameters);

  /**
   * Writes a response; the bytes are the body of an operation that streams, and empty otherwise.
   */
  WireResponse encode(
      ApiOperation operation, AwsResponse response, byte[] stream, String requestId);

  /** Writes an error. */
  WireResponse encodeError(AwsErrorException fault, String requestId);

  /** The error that this protocol's services answer a refusal with. */
  AwsErrorException toError(RequestRejection refusal);
}
