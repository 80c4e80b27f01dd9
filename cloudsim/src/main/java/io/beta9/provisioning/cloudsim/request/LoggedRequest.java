package io.beta9.provisioning.cloudsim.request;

import java.time.Instant;

/**
 * A request that was answered.
 *
 * @param sequence counts all requests since the start, from 1
 * @param principal the caller's ARN, or its access key where it was nobody's
 * @param accessKey the credentials' key: each session of an assumed role has one of its own
 * @param agent what the caller says it is, its User-Agent header
 * @param outcome {@code OK}, or the error's code
 * @param resource what it was about, as far as the request tells it shortly; may be empty
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
