package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** The record by which an environment is reached. */
class DomainRecordStepsTest extends DomainStepsScenario {
  private static final String MARK = "_beta9-domain.";

  private static final String ARN =
      "arn:aws:acm:us-east-1:123456789012:certificate/0f8f1d5e-3c1a-4a55-9d6b-1f2e3d4c5b6a";

  @Test
  void removes_the_record_of_an_earlier_domain_together_with_a_given_certificate()
      throws Exception {
    String zone = createZone();
    pointTo(model(ARN));
    assertThat(records(zone)).containsExactlyInAnyOrder(DOMAIN + ".", MARK + DOMAIN + ".");

    pointTo(internal("beta9.other.example"));

    assertThat(records(zone)).isEmpty();
    assertThat(environment.outputs().path("domains_with_record")).isEmpty();
  }

  @Test
  void moves_the_record_when_the_domain_changes_and_the_given_certificate_remains()
      throws Exception {
    String zone = createZone();
    pointTo(model(ARN));

    String other = "other.demo.example";
    pointTo(model(ARN, other));

    assertThat(records(zone)).containsExactlyInAnyOrder(other + ".", MARK + other + ".");
    assertThat(environment.outputs().path("domains_with_record").toString())
        .isEqualTo("[\"" + other + "\"]");
  }

  /** The record of the earlier domain exists, but not the output that is written after it. */
  @Test
  void finds_a_record_whose_creation_was_interrupted() throws Exception {
    String zone = createZone();
    pointTo(model(ARN));
    environment.outputs().remove("domain_record_exists");

    InfraModel changed = internal("beta9.other.example");
    steps.remove(() -> domain(changed), changed, environment, timing);

    assertThat(records(zone)).isEmpty();
  }

  @Test
  void names_the_domain_before_its_record_is_created() {
    InfraModel given = model(ARN);
    environment.outputs().put("load_balancer_hostname", "none.elb.us-east-1.amazonaws.com");

    assertThatThrownBy(
            () ->
                steps.pointTo(
                    () -> {
                      throw new IllegalStateException("killed");
                    },
                    given,
                    environment,
                    timing,
                    (stream, text) -> log.add(text)))
        .hasMessage("killed");

    assertThat(environment.outputs().path("domains_with_record").toString()).contains(DOMAIN);
  }

  @Test
  void keeps_the_record_of_another_owner_at_an_earlier_domain() throws Exception {
    String zone = createZone();
    pointTo(model(ARN));
    cloud
        .owner()
        .route53()
        .changeResourceRecordSets(
            r ->
                r.hostedZoneId(zone)
                    .changeBatch(
                        b ->
                            b.changes(
                                Change.builder()
                                    .action(ChangeAction.DELETE)
                                    .resourceRecordSet(record(zone, MARK + DOMAIN + "."))
                                    .build())));

    pointTo(internal("beta9.other.example"));

    assertThat(records(zone)).containsExactly(DOMAIN + ".");
  }

  @Test
  void waits_until_all_name_servers_answer_with_the_record_of_the_domain() throws Exception {
    createZone();
    delayPropagation();
    afterPauses(
        3,
        () -> {
          assertThat(environment.outputs().path("domain_record_exists").asBoolean()).isFalse();
          cloud.sim().faultRules().clear();
        });

    pointTo(model(ARN));

    assertThat(timing.elapsed()).isEqualTo(Duration.ofSeconds(30));
    assertThat(timing.reasons()).containsOnly("Route 53 to publish the record of " + DOMAIN);
    assertThat(environment.outputs().path("domain_record_exists").asBoolean()).isTrue();
  }

  /** The worker ends, or the response is lost, after the record was written. */
  @Test
  void a_retry_waits_for_a_record_that_was_written_before_and_is_not_published() throws Exception {
    createZone();
    delayPropagation();
    assertThatThrownBy(() -> pointTo(model(ARN)))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.AWS_UNAVAILABLE);
              assertThat(e.failure().parameter(FailureParameter.REPORTED))
                  .get()
                  .asString()
                  .matches("Route 53: the change C[0-9A-Z]+ is PENDING");
            });
    assertThat(timing.elapsed()).isEqualTo(Duration.ofMinutes(10));

    afterPauses(1, cloud.sim().faultRules()::clear);
    pointTo(model(ARN));

    assertThat(timing.elapsed()).isEqualTo(Duration.ofMinutes(10).plusSeconds(10));
    assertThat(environment.outputs().path("domain_record_exists").asBoolean()).isTrue();
  }

  @Test
  void a_published_record_is_not_written_again() throws Exception {
    createZone();
    pointTo(model(ARN));
    delayPropagation();

    pointTo(model(ARN));

    assertThat(timing.elapsed()).isZero();
  }

  /** A change that was begun, as by another load balancer, makes the earlier knowledge void. */
  @Test
  void a_record_that_an_interrupted_change_wrote_is_waited_for() throws Exception {
    createZone();
    pointTo(model(ARN));
    String first =
        cloud.owner().elbv2().describeLoadBalancers().loadBalancers().getFirst().loadBalancerArn();
    cloud.owner().elbv2().deleteLoadBalancer(r -> r.loadBalancerArn(first));
    cloud
        .owner()
        .elbv2()
        .createLoadBalancer(r -> r.name("second").type("network").scheme("internet-facing"));
    delayPropagation();
    timing.onPause(
        () -> {
          throw new IllegalStateException("killed");
        });
    assertThatThrownBy(() -> pointTo(model(ARN))).hasMessage("killed");
    Duration killed = timing.elapsed();

    afterPauses(1, cloud.sim().faultRules()::clear);
    pointTo(model(ARN));

    assertThat(timing.elapsed()).isEqualTo(killed.plusSeconds(10));
  }

  private List<String> records(String zone) {
    return sets(zone).stream().map(ResourceRecordSet::name).toList();
  }
}
