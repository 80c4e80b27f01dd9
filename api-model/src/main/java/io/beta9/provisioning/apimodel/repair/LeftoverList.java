package io.beta9.provisioning.apimodel.repair;

import java.util.List;

/** What is in an environment's account and in no Terraform state. */
public record LeftoverList(String environmentId, List<LeftoverView> leftovers) {
  public LeftoverList {
    leftovers = leftovers == null ? List.of() : List.copyOf(leftovers);
  }
}
