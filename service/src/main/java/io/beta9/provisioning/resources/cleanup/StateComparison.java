package io.beta9.provisioning.resources.cleanup;

import io.beta9.provisioning.resources.inventory.Leftover;
import io.beta9.provisioning.terraform.plan.StateResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an environment has in its account and in no Terraform state.
 *
 * @param duplicates marked as removable: AWS deletes them only if they are unused
 * @param unmanaged everything else, which is only reported
 */
public record StateComparison(List<Leftover> duplicates, List<Leftover> unmanaged) {
  /**
   * The types whose creation has no client token and no unique name, with their types in Terraform.
   * Their id in the account is that in the state.
   */
  private static final Map<String, String> DUPLICABLE =
      Map.of(
          "ec2:vpc", "aws_vpc",
          "ec2:internet-gateway", "aws_internet_gateway",
          "ec2:elastic-ip", "aws_eip",
          "ec2:route-table", "aws_route_table",
          "kms:key", "aws_kms_key");

  /** Other types whose id in the account is that in the state. */
  private static final Map<String, String> COMPARABLE =
      Map.of(
          "ec2:subnet", "aws_subnet",
          "ec2:natgateway", "aws_nat_gateway",
          "ec2:vpc-endpoint", "aws_vpc_endpoint",
          "ec2:launch-template", "aws_launch_template",
          "ec2:security-group", "aws_security_group");

  public StateComparison {
    duplicates = List.copyOf(duplicates);
    unmanaged = List.copyOf(unmanaged);
  }

  /** Compares what exists with a state that was read later. Pure. */
  public static StateComparison of(List<Leftover> existing, StateResources state) {
    List<Leftover> duplicates = new ArrayList<>();
    List<Leftover> unmanaged = new ArrayList<>();
    for (Leftover found : existing) {
      if (found.isBeingDeleted()) {
        continue;
      }
      if (isUnknownTo(state, found, DUPLICABLE)) {
        duplicates.add(found.asRemovable());
      } else if (!found.removable() && isUnknownTo(state, found, COMPARABLE)) {
        unmanaged.add(found);
      }
    }
    return new StateComparison(duplicates, unmanaged);
  }

  boolean isEmpty() {
    return duplicates.isEmpty() && unmanaged.isEmpty();
  }

  /** Returns what another comparison has found, too. */
  StateComparison confirmedBy(StateComparison other) {
    return new StateComparison(
        common(duplicates, other.duplicates), common(unmanaged, other.unmanaged));
  }

  private static List<Leftover> common(List<Leftover> found, List<Leftover> others) {
    return found.stream()
        .filter(
            one ->
                others.stream()
                    .anyMatch(
                        other -> other.type().equals(one.type()) && other.id().equals(one.id())))
        .toList();
  }

  /** A type of which the state contains no id cannot be compared. */
  private static boolean isUnknownTo(
      StateResources state, Leftover found, Map<String, String> types) {
    String type = types.get(found.type());
    if (type == null) {
      return false;
    }
    Set<String> ids =
        state.resources().stream()
            .filter(resource -> resource.type().equals(type))
            .map(StateResources.ManagedResource::id)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    return !ids.isEmpty() && !ids.contains(found.id());
  }
}
