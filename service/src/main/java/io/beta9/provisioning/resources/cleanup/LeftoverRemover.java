package io.beta9.provisioning.resources.cleanup;

import io.beta9.provisioning.resources.inventory.Leftover;
import java.util.List;

/** Deletes what a cluster created and Terraform does not manage. */
public interface LeftoverRemover {

  /**
   * Makes one pass over the leftovers that are marked as removable. A failed deletion does not stop
   * the others.
   *
   * @return what was not deleted, with the reason as its detail
   */
  List<Leftover> removeAll(List<Leftover> leftovers);
}
