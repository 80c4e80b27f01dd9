package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireRequest;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireResponse;
import java.util.Map;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/** Encodes and decodes the requests, responses and errors of an API. */
public sealed interface Protocol
    permits FormProtocol, RestXmlProtocol, RestJsonProtocol, AwsJsonProtocol {

  /** Returns the request with a decoded body. */
  default WireRequest unwrap(WireRequest request) {
    return request;
  }

  /**
   * Decodes a request.
   *
   * @throws AwsErrorException if it is malformed
   */
  AwsRequest decode(
      ApiOperation operation, WireRequest request, Map<String, String> pathParameters);

  /**
   * Encodes a response; {@code stream} is the body of a streaming operation, and empty otherwise.
   */
  WireResponse encode(
      ApiOperation operation, AwsResponse response, byte[] stream, String requestId);

  /** Encodes an error. */
  WireResponse encodeError(AwsErrorException fault, String requestId);

  /** Returns the error with which services of this protocol report a rejection. */
  AwsErrorException toError(RequestRejection refusal);
}
