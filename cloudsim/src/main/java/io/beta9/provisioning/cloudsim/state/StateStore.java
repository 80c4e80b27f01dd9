package io.beta9.provisioning.cloudsim.state;

import java.io.Serializable;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where services keep their state: one object per service, account and region. Global services
 * (IAM, S3's names) use {@link #GLOBAL} for the region or account that does not matter to them.
 */
public interface StateStore {
  String GLOBAL = "global";

  /** The state of this kind in this account and region, made when it is first asked for. */
  <T extends Serializable> T getOrCreate(
      Class<T> type, String account, String region, Supplier<? extends T> initial);

  /** All states of this kind, whatever their account and region. */
  <T extends Serializable> List<T> findAll(Class<T> type);
}
