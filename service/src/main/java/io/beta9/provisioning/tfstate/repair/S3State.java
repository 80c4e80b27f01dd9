package io.beta9.provisioning.tfstate.repair;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.tfstate.lock.HeldLock;
import io.beta9.provisioning.tfstate.lock.StateLocks;
import io.beta9.provisioning.tfstate.s3.StateDigest;
import io.beta9.provisioning.tfstate.s3.StateDigest.DigestStatus;
import io.beta9.provisioning.tfstate.s3.StateVersions;
import java.util.List;
import java.util.Optional;

/** A state in S3, with its locks and its digest in S3 and DynamoDB. */
public record S3State(AwsSession session, StateBackend backend) implements RepairableState {

  @Override
  public List<HeldLock> heldLocks() {
    return new StateLocks(session).heldLocks(backend);
  }

  @Override
  public boolean remove(HeldLock lock) {
    return new StateLocks(session).remove(backend, lock);
  }

  @Override
  public DigestStatus checkDigest() {
    return new StateDigest(session).check(backend);
  }

  @Override
  public void correctDigest(DigestStatus.Behind behind) {
    new StateDigest(session).repair(backend, behind);
  }

  @Override
  public Optional<byte[]> read() {
    return new StateVersions(session, backend).read(null).map(StateVersions.StateContent::bytes);
  }
}
