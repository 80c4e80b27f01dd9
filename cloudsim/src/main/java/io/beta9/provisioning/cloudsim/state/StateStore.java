package io.beta9.provisioning.cloudsim.state;

import java.io.Serializable;
import java.util.List;
import java.util.function.Supplier;

/**
 * Holds the state of services: one object per type, account and region. Global services (IAM, S3
 * bucket names) use {@link #GLOBAL} as region or account.
 */
public interface StateStore {
  String GLOBAL = "global";

  /** Returns the state of this type in an account and region, creating it on first use. */
  <T extends Serializable> T getOrCreate(
      Class<T> type, String account, String region, Supplier<? extends T> initial);

  /** Returns the states of this type in all accounts and regions. */
  <T extends Serializable> List<T> findAll(Class<T> type);
}
