package io.beta9.provisioning.console.environment;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.access.session.SessionToken;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.diagnosis.NextStep;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AdvisedActionTest {
  private static final EnvironmentId ID = new EnvironmentId("env_4f1a2b3c4d5e");
  private static final String ADDRESS = "/console/environments/env_4f1a2b3c4d5e";

  /**
   * On the machine of the service, about a tenant, or printing what the page shows; {@code env
   * smoke} is advised when a smoke test is refused, which leaves no failed environment.
   */
  private static final Pattern WITHOUT_COUNTERPART =
      Pattern.compile("\\./provisioner (doctor|db|tenants|env get|env watch|env smoke)\\b.*");

  private static SignedIn user(Role... roles) {
    Caller caller = new Caller(new TenantId("acme"), "key", "ann", Set.of(roles), null);
    return new SignedIn(caller, SessionToken.random(new SecureRandom()));
  }

  @ParameterizedTest
  @EnumSource
  void the_next_step_of_every_failure_is_offered(FailureCode code) {
    Failure failure = Failure.of(code, "Creating the network");
    String command =
        NextStep.of(
                new NextStep.Situation(ID, EnvironmentStatus.FAILED, failure, null, false),
                Instant.EPOCH)
            .command();

    if (!WITHOUT_COUNTERPART.matcher(command).matches()) {
      assertThat(AdvisedAction.of(command, user(Role.ADMIN, Role.OPERATOR)))
          .as(command)
          .isPresent();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "env retry demo, /retry",
    "env request-quota demo, /request-quota",
    "env restore-access demo, /restore-access",
    "env bootstrap demo, /bootstrap"
  })
  void an_action_is_a_form_that_is_sent_with_the_token_of_the_session(String line, String path) {
    SignedIn member = user(Role.MEMBER);

    assertThat(AdvisedAction.of("./provisioner " + line, member).orElseThrow())
        .extracting(action -> action.render(member, ADDRESS, "primary").markup())
        .asString()
        .contains("action=\"" + ADDRESS + path + "\"", "method=\"post\"", "name=\"form_token\"")
        .contains("primary");
  }

  @ParameterizedTest
  @CsvSource({
    "env update demo -f FILE, /console/environments/env_4f1a2b3c4d5e/update",
    "env diagnose demo, /console/environments/env_4f1a2b3c4d5e/diagnosis",
    "env logs demo, /console/environments/env_4f1a2b3c4d5e/logs",
    "env leftovers demo --remove, /console/environments/env_4f1a2b3c4d5e#actions",
    "env destroy demo, /console/environments/env_4f1a2b3c4d5e#actions",
    "state unlock demo --force, /console/environments/env_4f1a2b3c4d5e/state",
    "accounts verify 123456789012, /console/access/accounts"
  })
  void what_needs_a_decision_or_a_text_is_a_link(String line, String address) {
    SignedIn admin = user(Role.ADMIN);

    assertThat(
            AdvisedAction.of("./provisioner " + line, admin)
                .orElseThrow()
                .render(admin, ADDRESS, "primary")
                .markup())
        .contains("href=\"" + address + "\"");
  }

  @Test
  void what_the_role_may_not_do_is_not_offered() {
    assertThat(AdvisedAction.of("./provisioner env retry demo", user(Role.VIEWER))).isEmpty();
    assertThat(AdvisedAction.of("./provisioner env destroy demo", user(Role.MEMBER))).isEmpty();
    assertThat(AdvisedAction.of("./provisioner accounts verify 1", user(Role.OPERATOR))).isEmpty();
  }

  @Test
  void a_command_is_recognized_by_its_name_and_not_by_its_arguments() {
    SignedIn admin = user(Role.ADMIN);

    assertThat(AdvisedAction.of("./provisioner env retry-all demo", admin)).isEmpty();
    assertThat(AdvisedAction.of("./provisioner env get 'env retry '", admin)).isEmpty();
    assertThat(AdvisedAction.of("env retry demo", admin)).isEmpty();
    assertThat(AdvisedAction.of(null, admin)).isEmpty();
  }
}
