package io.beta9.provisioning.cloudsim.aws;

import io.beta9.provisioning.cloudsim.cloud.Cloud;
import java.time.Instant;

/**
 * The context of a call: the caller, its account and region, and the time.
 *
 * @param principalArn the ARN of the calling user or assumed-role session
 * @param now the time of the simulated cloud at which the request was received
 * @param baseUrl the simulator's URL as seen by the caller, without a trailing slash
 */
public record Call(
    Cloud cloud, String account, String region, String principalArn, Instant now, String baseUrl) {

  /** Returns this call as received at another time. */
  public Call at(Instant time) {
    return new Call(cloud, account, region, principalArn, time, baseUrl);
  }

  /** Returns an ARN in the caller's partition, region and account. */
  public String arn(String service, String resource) {
    return partition().arn(service, region, account, resource);
  }

  public Partition partition() {
    return Partition.ofRegion(region);
  }
}
