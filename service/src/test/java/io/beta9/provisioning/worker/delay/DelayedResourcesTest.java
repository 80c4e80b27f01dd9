package io.beta9.provisioning.worker.delay;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.failure.ResponsibleParty;
import io.beta9.provisioning.failure.text.Blocker;
import io.beta9.provisioning.failure.text.BlockerOwnership;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.inspection.ResourceReport;
import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.event.TerraformEvent.ResourceRef;
import io.beta9.provisioning.testing.LogCapture;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DelayedResourcesTest {
  private static final ResourceRef SUBNET =
      new ResourceRef("aws_subnet.private[\"a\"]", "aws_subnet");
  private static final ResourceRef DATABASE =
      new ResourceRef("aws_db_instance.this", "aws_db_instance");
  private static final Blocker BASTION =
      new Blocker("network interface", "eni-1", BlockerOwnership.FOREIGN, "bastion");
  private static final Blocker LOAD_BALANCER =
      new Blocker("load balancer", "k8s-1", BlockerOwnership.OURS, "");

  private final List<Failure> reported = new ArrayList<>();
  private final List<String> inspected = new ArrayList<>();

  /** What the account shows; changed by tests while a change is in progress. */
  private List<Blocker> blockers = List.of();

  private DelayedResources delayed(Function<ResourceAddress, Optional<ResourceReport>> inspection) {
    return new DelayedResources("op", ResourceCatalog.AWS, inspection, reported::add);
  }

  private Optional<ResourceReport> inspect(ResourceAddress address) {
    inspected.add(address.value());
    return Optional.of(
        new ResourceReport("subnet-1", "available", List.of(), blockers, "aws ec2 describe"));
  }

  private static TerraformEvent progress(ResourceRef resource, Action action, long seconds) {
    return new TerraformEvent.ApplyProgressed(Instant.EPOCH, "", resource, action, seconds);
  }

  private List<Failure> after(TerraformEvent... events) throws InterruptedException {
    try (DelayedResources delayed = delayed(this::inspect)) {
      for (TerraformEvent event : events) {
        delayed.accept(event);
      }
      delayed.awaitInspections();
    }
    return reported;
  }

  @Test
  void names_what_blocks_a_deletion_and_whose_it_is() throws InterruptedException {
    blockers = List.of(BASTION);

    Failure delay = after(progress(SUBNET, Action.DELETE, 100)).getFirst();

    assertThat(delay.code()).isEqualTo(FailureCode.RESOURCE_DELETION_BLOCKED);
    assertThat(delay.code().responsible()).isEqualTo(ResponsibleParty.CUSTOMER);
    assertThat(delay.resource()).contains(new ResourceAddress(SUBNET.address()));
    assertThat(delay.parameters())
        .containsEntry(FailureParameter.ACTION, "delete")
        .containsEntry(FailureParameter.AGE, "PT1M40S")
        .containsEntry(FailureParameter.USUAL, "PT1M")
        .containsEntry(FailureParameter.RESOURCE_ID, "subnet-1")
        .containsEntry(FailureParameter.AWS_STATUS, "available")
        .containsEntry(FailureParameter.BLOCKERS, Blocker.store(List.of(BASTION)))
        .containsEntry(FailureParameter.FOREIGN, "eni-1")
        .containsEntry(FailureParameter.INSPECTION, "aws ec2 describe");
  }

  @Test
  void inspects_a_resource_after_half_as_long_again_as_usual_and_not_before() throws Exception {
    assertThat(after(progress(SUBNET, Action.DELETE, 89))).isEmpty();

    assertThat(after(progress(SUBNET, Action.DELETE, 90))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aws_subnet",
        "aws_security_group",
        "aws_vpc",
        "aws_internet_gateway",
        "aws_eip",
        "aws_nat_gateway",
        "aws_vpc_endpoint",
        "aws_db_instance",
        "aws_elasticache_replication_group",
        "aws_eks_cluster",
        "aws_eks_node_group",
        "aws_eks_addon"
      })
  void names_what_blocks_a_deletion_within_fifteen_seconds_after_the_usual_time(String type)
      throws InterruptedException {
    blockers = List.of(BASTION);
    ResourceRef resource = new ResourceRef(type + ".this", type);
    long usual = ResourceCatalog.AWS.find(type).orElseThrow().usualDurations().delete().toSeconds();

    // Terraform reports its progress every ten seconds.
    List<Failure> found =
        after(
            LongStream.iterate(10, seconds -> seconds <= usual + 15, seconds -> seconds + 10)
                .mapToObj(seconds -> progress(resource, Action.DELETE, seconds))
                .toArray(TerraformEvent[]::new));

    assertThat(found)
        .extracting(Failure::code)
        .containsExactly(FailureCode.RESOURCE_DELETION_BLOCKED);
    assertThat(found.getFirst().message()).contains("eni-1", "not of this environment");
  }

  @Test
  void reports_no_delay_that_nothing_foreign_causes_at_the_usual_time() throws Exception {
    blockers = List.of(LOAD_BALANCER);

    assertThat(after(progress(SUBNET, Action.DELETE, 60))).isEmpty();
    assertThat(inspected).hasSize(1);
  }

  @Test
  void inspects_each_resource_on_its_own() throws Exception {
    ResourceRef other = new ResourceRef("aws_subnet.private[\"b\"]", "aws_subnet");

    after(progress(SUBNET, Action.DELETE, 100), progress(other, Action.DELETE, 100));

    assertThat(inspected).containsExactly(SUBNET.address(), other.address());
  }

  @Test
  void an_interrupted_worker_stays_interrupted_and_does_not_wait_for_an_inspection() {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    DelayedResources delayed =
        delayed(
            address -> {
              started.countDown();
              awaitUninterruptibly(answered);
              return Optional.empty();
            });
    delayed.accept(progress(SUBNET, Action.DELETE, 100));
    awaitUninterruptibly(started);
    Thread.currentThread().interrupt();

    delayed.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(reported).isEmpty();
    answered.countDown();
  }

  /** Waits like a call that does not react to interrupts. */
  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // Waits again.
      }
    }
  }

  @Test
  void an_end_without_an_inspection_in_progress_is_not_logged_as_a_problem() throws Exception {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    try (LogCapture _ = LogCapture.to(lines)) {
      after(progress(SUBNET, Action.DELETE, 100));
    }

    assertThat(lines.toString(StandardCharsets.UTF_8)).doesNotContain("did not end");
  }

  @Test
  void requires_no_action_for_what_the_operation_itself_deletes() throws InterruptedException {
    blockers = List.of(LOAD_BALANCER);

    Failure delay = after(progress(SUBNET, Action.DELETE, 100)).getFirst();

    assertThat(delay.code()).isEqualTo(FailureCode.RESOURCE_DELAYED);
    assertThat(delay.code().responsible()).isEqualTo(ResponsibleParty.NONE);
    assertThat(delay.parameter(FailureParameter.BLOCKERS))
        .contains(Blocker.store(List.of(LOAD_BALANCER)));
  }

  @Test
  void reports_nothing_within_the_usual_time() throws InterruptedException {
    assertThat(after(progress(SUBNET, Action.DELETE, 50), progress(DATABASE, Action.CREATE, 1200)))
        .isEmpty();
    assertThat(inspected).isEmpty();
  }

  @Test
  void reports_the_same_finding_once_and_a_new_one_again() throws InterruptedException {
    try (DelayedResources delayed =
        delayed(
            address -> {
              blockers = inspected.size() < 2 ? List.of(LOAD_BALANCER) : List.of(BASTION);
              return inspect(address);
            })) {
      for (long seconds = 10; seconds <= 600; seconds += 10) {
        delayed.accept(progress(SUBNET, Action.DELETE, seconds));
      }
      delayed.awaitInspections();
    }

    assertThat(inspected).as("at 60, 90, 140, 210, 320 and 480 s").hasSize(6);
    assertThat(reported)
        .extracting(Failure::code)
        .containsExactly(FailureCode.RESOURCE_DELAYED, FailureCode.RESOURCE_DELETION_BLOCKED);
  }

  @Test
  void observes_a_repeated_deletion_from_its_beginning() throws InterruptedException {
    after(
        progress(SUBNET, Action.DELETE, 1000),
        new TerraformEvent.ApplyStart(Instant.EPOCH, "", SUBNET, Action.DELETE),
        progress(SUBNET, Action.DELETE, 100));

    assertThat(inspected).hasSize(2);
  }

  @Test
  void reports_a_delay_whose_cause_is_not_found() throws InterruptedException {
    try (DelayedResources delayed =
        delayed(
            address -> {
              throw new IllegalStateException("a defect");
            })) {
      delayed.accept(progress(SUBNET, Action.DELETE, 100));
      delayed.awaitInspections();
    }
    assertThat(reported).as("a defect of the inspection ends nothing").isEmpty();

    try (DelayedResources delayed = delayed(address -> Optional.empty())) {
      delayed.accept(progress(SUBNET, Action.DELETE, 100));
      delayed.awaitInspections();
    }
    assertThat(reported).extracting(Failure::code).containsExactly(FailureCode.RESOURCE_DELAYED);
  }

  @Test
  void does_not_keep_the_run_waiting_and_reports_nothing_after_the_operation()
      throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    try (DelayedResources delayed =
        delayed(
            address -> {
              started.countDown();
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
              }
              return Optional.empty();
            })) {
      delayed.accept(progress(SUBNET, Action.DELETE, 100));
      started.await();
    }
    assertThat(reported).isEmpty();
  }
}
