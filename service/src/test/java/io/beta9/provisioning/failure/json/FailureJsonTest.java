package io.beta9.provisioning.failure.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.ResourceAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureJsonTest {
  private static final Failure FAILURE =
      Failure.of(FailureCode.NETWORK, "Creating the infrastructure")
          .about(new ResourceAddress("aws_vpc.this"))
          .with(FailureParameter.REPORTED, "connection reset")
          .and(List.of(Failure.of(FailureCode.NAME_TAKEN).about("the bucket beta9-x")));

  @Test
  void writes_code_class_resource_parameters_and_the_message() {
    assertThat(FailureJson.write(FAILURE))
        .isEqualTo(
            """
            {"code":"network","class":"transient","resource":"aws_vpc.this",\
            "parameters":{"activity":"Creating the infrastructure","reported":"connection reset"},\
            "others":[{"code":"name-taken","class":"conflict","subject":"the bucket beta9-x",\
            "parameters":{},"message":"%s"}],"message":"%s"}\
            """
                .formatted(FAILURE.others().getFirst().message(), FAILURE.message()));
  }

  @Test
  void reads_what_it_wrote() {
    assertThat(FailureJson.read(FailureJson.write(FAILURE))).isEqualTo(FAILURE);
    assertThat(FailureJson.read(FailureJson.write(null))).isNull();
  }

  @Test
  void keeps_the_message_of_a_code_that_it_does_not_know() {
    Failure failure =
        FailureJson.read(
            """
            {"code":"from-the-future","class":"quota","parameters":{"new":"x"},"message":"No luck."}
            """);
    assertThat(failure).isNotNull();
    assertThat(failure.code()).isEqualTo(FailureCode.UNEXPECTED_ERROR);
    assertThat(failure.why()).isEqualTo("No luck.");
  }

  @Test
  void keeps_the_sentences_of_a_failure_that_was_recorded_as_text() {
    Failure failure =
        FailureJson.read(
            """
            {"code":"throttled","class":"transient","parameters":
             {"recorded_what":"It failed","recorded_why":"too fast","recorded_next":"Wait"}}
            """);
    assertThat(failure).isNotNull();
    assertThat(failure.message()).isEqualTo("It failed: too fast. Wait.");
  }
}
