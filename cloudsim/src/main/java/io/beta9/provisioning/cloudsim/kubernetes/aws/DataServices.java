package io.beta9.provisioning.cloudsim.kubernetes.aws;

/** RDS and ElastiCache as seen by a program in a cluster. */
public interface DataServices {

  /** Returns whether a PostgreSQL database accepts connections at this host name. */
  boolean isPostgresReachable(String host);

  /** Returns whether a Redis server accepts connections at this host name. */
  boolean isRedisReachable(String host);
}
