package io.beta9.provisioning.cloudsim.aws;

import io.beta9.provisioning.cloudsim.cloud.Cloud;
import java.time.Instant;

/**
 * Who calls, where, and when.
 *
 * @param principalArn the caller: a user's ARN, or an assumed role's session ARN
 * @param now the simulated cloud's time at which the request arrived
 * @param baseUrl the simulator's own address as the caller sees it, without a trailing slash
 */
public record Call(
    Cloud cloud, String account, String region, String principalArn, Instant now, String baseUrl) {

  /** An ARN in the caller's partition, region and account. */
  public String arn(String service, String resource) {
    return "arn:aws:" + service + ":" + region + ":" + account + ":" + resource;
  }
}
