package io.beta9.provisioning.resources.catalog;

import io.beta9.provisioning.aws.preflight.RequiredQuota;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.text.IrreplaceableContent;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.resources.inspection.ResourceInspection;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import io.beta9.provisioning.resources.lookup.ResourceFinder;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the service knows about one AWS resource type of the Terraform module. Immutable;
 * holds no session, only functions that take one.
 *
 * <p>A new resource type in the module needs one descriptor in the file of its subject, and nothing
 * else.
 */
public final class ResourceDescriptor {
  private final String type;
  private final Identification identification;
  private final Function<AwsSession, ResourceFinder> finder;
  private final InventoryRule inventory;
  private final Lifecycle lifecycle;
  private final Interruptions interruptions;
  private final @Nullable RequiredQuota quota;
  private final @Nullable CreationCompletion completion;
  private final @Nullable Removal removal;
  private final @Nullable Function<AwsSession, ResourceInspection> inspection;
  private final @Nullable UnmanagedRule unmanaged;
  private final @Nullable FailureInquiry inquiry;

  /** Completes what an interrupted creation left undone and a later plan does not detect. */
  @FunctionalInterface
  public interface CreationCompletion {
    /** Returns what was done; empty if the resource is complete. */
    Optional<String> complete(AwsSession session, String id);
  }

  /**
   * Removes a setting without which its owner cannot be deleted.
   *
   * @param ownerAttribute the planned attribute that refers to the owner
   */
  public record Removal(String ownerAttribute, BiConsumer<AwsSession, PlannedResource> action) {}

  /**
   * Deadlines, and the name by which the operator's setting refers to them.
   *
   * @param settingName for example {@code database}
   */
  public record NamedDeadlines(String settingName, ChangeDeadlines deadlines) {}

  /**
   * How a resource behaves when it is created, imported and destroyed.
   *
   * @param slow whether AWS takes minutes to create it, so that an existing one may be incomplete
   * @param repeatable whether creating it again has no effect: a setting of another resource
   * @param irreplaceable what is lost with it; null if it can be recreated
   */
  private record Lifecycle(
      boolean slow,
      boolean repeatable,
      @Nullable IrreplaceableContent irreplaceable,
      Set<String> harmlessAfterImport,
      @Nullable NamedDeadlines deadlines,
      UsualDurations usual) {}

  /**
   * What a change of a resource interrupts in a running platform.
   *
   * @param byRemoval null if nothing depends on it
   * @param byChange the consequences of changing an attribute
   */
  private record Interruptions(
      @Nullable Consequence byRemoval, Map<String, Consequence> byChange) {}

  private ResourceDescriptor(Builder builder) {
    this.type = builder.type;
    this.identification = required(builder.identification, "identification");
    this.finder = required(builder.finder, "finder");
    this.inventory = required(builder.inventory, "inventory rule");
    this.lifecycle =
        new Lifecycle(
            builder.slow,
            builder.repeatable,
            builder.irreplaceable,
            Set.copyOf(builder.harmlessAfterImport),
            builder.deadlines,
            builder.usual);
    if (!builder.removalDeclared && builder.irreplaceable == null) {
      throw new NullPointerException(
          "the descriptor of " + type + " does not say what its removal interrupts");
    }
    this.interruptions = new Interruptions(builder.byRemoval, Map.copyOf(builder.byChange));
    this.quota = builder.quota;
    this.completion = builder.completion;
    this.removal = builder.removal;
    this.inspection = builder.inspection;
    if (builder.isComparable() && !builder.unmanagedDeclared) {
      throw new NullPointerException(
          "the descriptor of " + type + " does not say how one that is in no state is treated");
    }
    this.unmanaged = builder.unmanaged;
    this.inquiry = builder.inquiry;
  }

  private <T> T required(@Nullable T part, String name) {
    return Objects.requireNonNull(part, () -> "the descriptor of " + type + " has no " + name);
  }

  /** Begins the descriptor of a Terraform type, for example {@code aws_vpc}. */
  static Builder of(String type) {
    return new Builder(type);
  }

  /** Returns Terraform's resource type. */
  public String type() {
    return type;
  }

  public Identification identification() {
    return identification;
  }

  /**
   * Returns the attribute that names a resource of this type with its name in the environment.
   *
   * @throws IllegalStateException unless an environment has exactly one, identified by its name
   */
  public Map<String, String> nameIn(EnvironmentId environment) {
    List<String> names = identification.names().apply(ResourceScope.withoutBucket(environment));
    if (names.size() != 1 || identification.attributes().size() != 1) {
      throw new IllegalStateException(type + " has no single name");
    }
    return Map.of(identification.attributes().iterator().next(), names.getFirst());
  }

  /** Returns the finder of this type in an account. */
  public ResourceFinder finder(AwsSession session) {
    return finder.apply(session);
  }

  public InventoryRule inventory() {
    return inventory;
  }

  /** Returns whether AWS takes minutes to create a resource of this type. */
  public boolean isSlowToCreate() {
    return lifecycle.slow();
  }

  /** Returns whether creating it again has no effect, because it is a setting of its owner. */
  public boolean isRepeatable() {
    return lifecycle.repeatable();
  }

  /** Returns what is lost with a resource of this type; empty if it can be recreated. */
  public Optional<IrreplaceableContent> irreplaceable() {
    return Optional.ofNullable(lifecycle.irreplaceable());
  }

  /** Returns what its removal or replacement interrupts; empty if nothing depends on it. */
  public Optional<Consequence> interruptionByRemoval() {
    return Optional.ofNullable(interruptions.byRemoval());
  }

  /** Returns what a change of these attributes interrupts, the longest interruption first. */
  public Optional<Consequence> interruptionByChange(Set<String> attributes) {
    return interruptions.byChange().entrySet().stream()
        .filter(entry -> attributes.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .max(Comparator.comparing(Consequence::usualDuration));
  }

  /** Returns the attributes that may differ directly after an import. */
  public Set<String> harmlessAfterImport() {
    return lifecycle.harmlessAfterImport();
  }

  /** Returns the deadlines of its changes; empty if only those of the run apply. */
  public Optional<NamedDeadlines> deadlines() {
    return Optional.ofNullable(lifecycle.deadlines());
  }

  /** Returns how long its changes usually take. */
  public UsualDurations usualDurations() {
    return lifecycle.usual();
  }

  /** Returns how to inspect a resource of this type; empty if AWS shows no more than its tags. */
  public Optional<ResourceInspection> inspection(AwsSession session) {
    return Optional.ofNullable(inspection).map(open -> open.apply(session));
  }

  /** Returns the service quota that it counts against, if any is checked. */
  public Optional<RequiredQuota> quota() {
    return Optional.ofNullable(quota);
  }

  /** Returns how to complete an interrupted creation, if a later plan does not. */
  public Optional<CreationCompletion> completion() {
    return Optional.ofNullable(completion);
  }

  /** Returns how to remove it, if it is a setting without which its owner cannot be deleted. */
  public Optional<Removal> removal() {
    return Optional.ofNullable(removal);
  }

  /**
   * Returns how one that is in no state is treated; empty if that cannot arise unnoticed, or if its
   * id in the inventory is not that in the state.
   */
  public Optional<UnmanagedRule> unmanaged() {
    return Optional.ofNullable(unmanaged);
  }

  /** Returns what the account shows about its failures, beyond what an inspection shows. */
  public Optional<FailureInquiry> inquiry() {
    return Optional.ofNullable(inquiry);
  }

  @Override
  public String toString() {
    return type;
  }

  /** Collects the parts of a descriptor. */
  static final class Builder {
    private final String type;
    private Set<String> harmlessAfterImport = Set.of();
    private boolean slow;
    private boolean repeatable;
    private @Nullable Identification identification;
    private @Nullable Function<AwsSession, ResourceFinder> finder;
    private @Nullable InventoryRule inventory;
    private @Nullable IrreplaceableContent irreplaceable;
    private @Nullable NamedDeadlines deadlines;
    private @Nullable RequiredQuota quota;
    private @Nullable CreationCompletion completion;
    private @Nullable Removal removal;
    private @Nullable Function<AwsSession, ResourceInspection> inspection;
    private UsualDurations usual = UsualDurations.SHORT;
    private boolean removalDeclared;
    private @Nullable Consequence byRemoval;
    private final Map<String, Consequence> byChange = new HashMap<>();
    private boolean unmanagedDeclared;
    private @Nullable UnmanagedRule unmanaged;
    private @Nullable FailureInquiry inquiry;

    private Builder(String type) {
      this.type = type;
    }

    Builder inspectedBy(Function<AwsSession, ResourceInspection> by) {
      inspection = by;
      return this;
    }

    /** Sets how one that is in no state is treated. */
    Builder ifUnmanaged(UnmanagedRule rule) {
      unmanagedDeclared = true;
      unmanaged = rule;
      return this;
    }

    /** Declares that AWS rejects the creation of a second one, although it has no name. */
    Builder neverDuplicated() {
      unmanagedDeclared = true;
      return this;
    }

    /** Returns whether it is listed on its own, and its name does not prevent a second one. */
    private boolean isComparable() {
      return !(inventory instanceof InventoryRule.WithOwner)
          && identification != null
          && identification.key() != Identification.Key.NAME;
    }

    /** Sets what the account shows about its failures. */
    Builder inquired(FailureInquiry about) {
      inquiry = about;
      return this;
    }

    /** Sets how long AWS usually takes, in minutes; by default one for each change. */
    Builder usuallyTakes(int create, int update, int delete) {
      usual = UsualDurations.ofMinutes(create, update, delete);
      return this;
    }

    /** Sets what is interrupted when it is removed or replaced. */
    Builder removalInterrupts(Consequence consequence) {
      removalDeclared = true;
      byRemoval = consequence;
      return this;
    }

    /** Declares that nothing in a running platform depends on it. */
    Builder removalInterruptsNothing() {
      removalDeclared = true;
      return this;
    }

    /** Sets what a change of one of these attributes interrupts. */
    Builder changeInterrupts(Consequence consequence, String... attributes) {
      for (String attribute : attributes) {
        byChange.put(attribute, consequence);
      }
      return this;
    }

    Builder identifiedBy(Identification by) {
      identification = by;
      return this;
    }

    Builder foundBy(Function<AwsSession, ResourceFinder> by) {
      finder = by;
      return this;
    }

    Builder listedBy(InventoryRule rule) {
      inventory = rule;
      return this;
    }

    Builder slowToCreate() {
      slow = true;
      return this;
    }

    Builder irreplaceable(IrreplaceableContent content) {
      irreplaceable = content;
      return this;
    }

    Builder harmlessAfterImport(String... attributes) {
      harmlessAfterImport = Set.of(attributes);
      return this;
    }

    Builder deadlines(String settingName, ChangeDeadlines each) {
      deadlines = new NamedDeadlines(settingName, each);
      return this;
    }

    Builder quota(RequiredQuota required) {
      quota = required;
      return this;
    }

    Builder completedBy(CreationCompletion by) {
      completion = by;
      return this;
    }

    Builder removedBeforeOwner(
        String ownerAttribute, BiConsumer<AwsSession, PlannedResource> action) {
      removal = new Removal(ownerAttribute, action);
      return this;
    }

    /** Makes this the descriptor of a setting: deleted with its owner, and never looked up. */
    Builder settingOf(String ownerType, String... attributes) {
      repeatable = true;
      identification = Identification.byOwner(Set.of(attributes), false);
      finder = session -> ResourceFinder.REPEATABLE;
      inventory = new InventoryRule.WithOwner(ownerType);
      return this;
    }

    /**
     * @throws NullPointerException if a part is missing; the message names it
     */
    ResourceDescriptor build() {
      return new ResourceDescriptor(this);
    }
  }
}
