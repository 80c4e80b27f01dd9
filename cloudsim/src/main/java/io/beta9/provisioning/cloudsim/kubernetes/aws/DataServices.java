package io.beta9.provisioning.cloudsim.kubernetes.aws;

/** RDS and ElastiCache as a program in a cluster sees them. */
public interface DataServices {

  /** Whether a PostgreSQL database answers at this host name. */
  boolean isPostgresReachable(String host);

  /** Whether a Redis answers at this host name. */
  boolean isRedisReachable(String host);
}
