package io.beta9.provisioning.cloudsim.kubernetes;

/** RDS and ElastiCache as a program in a cluster sees them. */
public interface DataServices {

  /** Whether a PostgreSQL database answers at this host name. */
  boolean postgresAnswers(String host);

  /** Whether a Redis answers at this host name. */
  boolean redisAnswers(String host);
}
