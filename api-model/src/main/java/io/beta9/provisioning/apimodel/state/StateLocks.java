package io.beta9.provisioning.apimodel.state;

import java.util.List;

/** The locks on a state: none, or one for each place in which it is locked. */
public record StateLocks(String environmentId, boolean locked, List<StateLockView> locks) {
  public StateLocks {
    locks = locks == null ? List.of() : List.copyOf(locks);
  }
}
