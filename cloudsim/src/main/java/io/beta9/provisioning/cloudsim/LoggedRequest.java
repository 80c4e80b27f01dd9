package io.beta9.provisioning.cloudsim;

import java.time.Instant;

/**
 * A request that was answered.
 *
 * @param sequence counts all requests since the start, from 1
 * @param principal the caller's ARN, or its access key where it was nobody's
 * @param outcome {@code OK}, or the error's code
 * @param resource what it was about, as far as the request tells it shortly; may be empty
 */
public record LoggedRequest(
    long sequence,
    Instant time,
    String account,
    String region,
    String principal,
    String service,
    String operation,
    String outcome,
    int status,
    String resource) {

  public boolean ok() {
    return outcome.equals("OK");
  }
}
