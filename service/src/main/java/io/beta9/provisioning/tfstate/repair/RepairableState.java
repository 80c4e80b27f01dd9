package io.beta9.provisioning.tfstate.repair;

import io.beta9.provisioning.tfstate.lock.HeldLock;
import io.beta9.provisioning.tfstate.s3.StateDigest.DigestStatus;
import java.util.List;
import java.util.Optional;

/**
 * The stored state of one environment, as far as its repair reads and changes it. All methods throw
 * a {@link io.beta9.provisioning.failure.FailureException} if the cloud is unavailable or denies
 * access.
 */
public interface RepairableState {

  /** Returns the locks that are held on it, in every place in which Terraform stores one. */
  List<HeldLock> heldLocks();

  /**
   * Removes this lock, but not another one that has been taken in its place since.
   *
   * @return false if it no longer exists or another lock is held
   */
  boolean remove(HeldLock lock);

  /** Compares the state with its digest. */
  DigestStatus checkDigest();

  /** Corrects a digest that is behind. */
  void correctDigest(DigestStatus.Behind behind);

  /** Returns the current state; empty if there is none. */
  Optional<byte[]> read();
}
