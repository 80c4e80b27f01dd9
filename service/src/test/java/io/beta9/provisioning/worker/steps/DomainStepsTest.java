package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.aws.domain.EnvironmentDomain;
import io.beta9.provisioning.cloudsim.aws.acm.AcmService;
import io.beta9.provisioning.cloudsim.aws.route53.PublicDns;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.environment.CloudAccess;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.environment.StoredJson;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.catalog.SmokeTest;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.worker.role.EnvironmentRecord;
import io.beta9.provisioning.worker.role.StepTiming;
import io.beta9.provisioning.worker.role.StepWait;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The steps of a domain whose zone is not in the account. No time passes: pauses are counted. */
class DomainStepsTest {
  private static final String DOMAIN = "beta9.demo.example";

  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final InfraModel model = model("managed");
  private final DomainSteps steps = new DomainSteps();
  private final Record environment = new Record();
  private final Timing timing = new Timing();
  private final List<EventData> events = new ArrayList<>();
  private final List<String> log = new ArrayList<>();

  @AfterEach
  void close() {
    cloud.close();
  }

  private static InfraModel model(String certificate) {
    ObjectNode tree = InfraModelJson.toTree(SimulatedAccount.model());
    ((ObjectNode) tree.get("beta9")).put("certificate_arn", certificate);
    return InfraModelJson.fromJson(tree.toString());
  }

  private EnvironmentDomain domain() {
    return new EnvironmentDomain(cloud.session(), model, () -> {});
  }

  private static final class Record implements EnvironmentRecord {
    private final ObjectNode outputs = JsonMapper.shared().createObjectNode();

    @Override
    public Environment current() {
      StoredJson none = new StoredJson("{}");
      return new Environment(
          SimulatedAccount.ID,
          new TenantId("acme"),
          "demo",
          EnvironmentStatus.BOOTSTRAPPING,
          null,
          null,
          null,
          null,
          Progress.NONE,
          "aws",
          "us-east-1",
          "123456789012",
          new CloudAccess(null, null, null, null),
          none,
          none,
          none,
          StoredJson.of(outputs),
          "test",
          Instant.EPOCH,
          Instant.EPOCH,
          null,
          null,
          Instant.EPOCH,
          null);
    }

    @Override
    public void mergeOutputs(ObjectNode more) {
      outputs.setAll(more);
    }

    @Override
    public Set<String> acceptedConsequences() {
      return Set.of();
    }

    @Override
    public Optional<StoredJson> confirmedChanges() {
      return Optional.empty();
    }

    @Override
    public Optional<StoredJson> plannedModel() {
      return Optional.empty();
    }

    @Override
    public void recordPlan(String impacts) {}

    @Override
    public boolean isForced() {
      return false;
    }

    @Override
    public boolean keepsSnapshot() {
      return false;
    }

    @Override
    public Optional<SmokeTest> requestedSmokeTest() {
      return Optional.empty();
    }
  }

  private static final class Timing implements StepTiming {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Runnable onPause = () -> {};

    @Override
    public Clock clock() {
      return Clock.fixed(now, ZoneOffset.UTC);
    }

    @Override
    public Duration deadline() {
      return Duration.ofMinutes(10);
    }

    @Override
    public boolean isStopRequested() {
      return false;
    }

    @Override
    public StepWait beginWait() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void waitingFor(String reason) {}

    @Override
    public void pause(Duration time) {
      now = now.plus(time);
      onPause.run();
    }
  }

  @Test
  void publishes_the_record_before_anything_is_created() throws Exception {
    steps.request(this::domain, model, environment, timing, events::add);

    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            EventData.CertificateRequested.class,
            event -> {
              assertThat(event.domain()).isEqualTo(DOMAIN);
              assertThat(event.record()).contains("." + DOMAIN + " CNAME ");
              assertThat(environment.outputs.path("certificate_record").asString(""))
                  .isEqualTo(event.record());
            });
  }

  @Test
  void continues_when_the_customer_has_created_the_record() throws Exception {
    steps.request(this::domain, model, environment, timing, events::add);
    timing.onPause = this::createRecord;

    steps.await(this::domain, model, environment, timing, (stream, text) -> log.add(text));

    assertThat(log).singleElement().asString().startsWith("waiting for the DNS record _");
    assertThat(environment.outputs.path("certificate_record").asString("none")).isEmpty();
    assertThat(DomainSteps.withCertificate(this::domain, model).beta9().certificateArn())
        .startsWith("arn:aws:acm:us-east-1:");
  }

  private void createRecord() {
    String[] record = environment.outputs.path("certificate_record").asString("").split(" CNAME ");
    cloud
        .sim()
        .inspect(
            store -> {
              new PublicDns(store).publish(record[0], record[1]);
              return true;
            });
  }

  @Test
  void fails_at_the_deadline_with_the_record_and_continues_on_a_retry() throws Exception {
    steps.request(this::domain, model, environment, timing, events::add);
    String record = environment.outputs.path("certificate_record").asString("");

    assertThatThrownBy(
            () ->
                steps.await(
                    this::domain, model, environment, timing, (stream, text) -> log.add(text)))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.CERTIFICATE_NOT_VALIDATED);
              assertThat(e.failure().next())
                  .contains(record, "./provisioner env retry env_4f1a2b3c4d5e");
            });

    createRecord();
    steps.await(this::domain, model, environment, timing, (stream, text) -> log.add(text));
    assertThat(cloud.owner().acm().listCertificates().certificateSummaryList()).hasSize(1);
  }

  @Test
  void reports_why_a_certificate_is_refused() {
    cloud.sim().faultRules().add(new FaultRule.Condition(AcmService.FAILS, DOMAIN, ""));

    assertThatThrownBy(
            () ->
                steps.await(
                    this::domain, model, environment, timing, (stream, text) -> log.add(text)))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.CERTIFICATE_NOT_ISSUED);
              assertThat(e.failure().message()).contains("CAA_ERROR");
            });
  }

  @Test
  void removes_a_certificate_that_an_update_has_taken_from_the_model() throws Exception {
    steps.request(this::domain, model, environment, timing, events::add);
    InfraModel internal = SimulatedAccount.model();

    steps.pointTo(() -> domain(internal), internal, environment, (stream, text) -> log.add(text));

    assertThat(cloud.owner().acm().listCertificates().certificateSummaryList()).isEmpty();
    assertThat(environment.outputs.path("domain_record_exists").asBoolean(true)).isFalse();
  }

  @Test
  void a_destroy_removes_a_certificate_that_the_model_no_longer_has() throws Exception {
    steps.request(this::domain, model, environment, timing, events::add);
    InfraModel internal = SimulatedAccount.model();

    steps.remove(() -> domain(internal), internal, environment, timing);

    assertThat(cloud.owner().acm().listCertificates().certificateSummaryList()).isEmpty();
  }

  private EnvironmentDomain domain(InfraModel of) {
    return new EnvironmentDomain(cloud.session(), of, () -> {});
  }

  @Test
  void calls_nothing_without_a_managed_certificate() throws Exception {
    InfraModel internal = SimulatedAccount.model();
    Supplier<EnvironmentDomain> unused =
        () -> {
          throw new AssertionError("not needed");
        };
    steps.pointTo(unused, internal, environment, (stream, text) -> log.add(text));
    steps.remove(unused, internal, environment, timing);
    assertThat(log).isEmpty();
    steps.request(unused, internal, environment, timing, events::add);
    assertThat(DomainSteps.withCertificate(this::domain, internal)).isSameAs(internal);
    assertThat(events).isEmpty();
  }
}
