package io.beta9.provisioning.cloudsim.request;

import java.time.Instant;

/**
 * A request that was handled.
 *
 * @param sequence the number of the request since the start, from 1
 * @param principal the caller's ARN, or the access key if it is unknown
 * @param accessKey the access key id; each session of an assumed role has its own
 * @param userAgent the User-Agent header
 * @param outcome {@code OK} or the error code
 * @param resource a summary of the resources that the request names; may be empty
 */
public record LoggedRequest(
    long sequence,
    Instant time,
    String account,
    String region,
    String principal,
    String accessKey,
    String userAgent,
    String service,
    String operation,
    String outcome,
    int status,
    String resource) {

  public boolean ok() {
    return outcome.equals("OK");
  }
}
