package io.beta9.provisioning.settings.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

  @Test
  void parses_both_forms_and_decodes_percent_encoded_characters() {
    assertThat(DatabaseUrl.parse("postgresql://ann:a%40b%5E@db:5433/jobs?sslmode=require"))
        .extracting(DatabaseUrl::jdbcUrl, DatabaseUrl::user, DatabaseUrl::password)
        .containsExactly("jdbc:postgresql://db:5433/jobs?sslmode=require", "ann", "a@b^");
    assertThat(DatabaseUrl.parse("postgres://db").jdbcUrl()).isEqualTo("jdbc:postgresql://db/");
    assertThat(DatabaseUrl.parse("jdbc:postgresql://a:1,b:2/jobs").toString())
        .isEqualTo("a:1,b:2/jobs");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://u:s3cret@db.internal:5433/jobs?sslmode=require",
        "postgresql://db.internal:5433/jobs?user=u&password=s3cret",
        "jdbc:postgresql://db.internal:5433/jobs?user=u&password=s3cret"
      })
  void prints_host_port_and_name_without_the_password(String text) {
    assertThat(DatabaseUrl.parse(text)).hasToString("db.internal:5433/jobs");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://u:s3cret^x@db:5432/jobs",
        "postgresql://u:s3cret%zz@db:5432/jobs",
        "postgresql://u:s3cret x@db:5432/jobs",
        "postgresql://u:s3cret|x@db:5432/jobs",
        "postgresql://u:s3cret@x@db:5432/jobs",
        "postgresql://u:s3cret/x@db:5432/jobs",
        "postgresql:///jobs?password=s3cret",
        "postgresql:u:s3cret",
        "mysql://u:s3cret@db/jobs",
        "s3cret",
        "jdbc:postgresql://u:s3cret@db/jobs",
        "jdbc:postgresql://db:nought/jobs"
      })
  void rejects_an_invalid_url_without_printing_it(String text) {
    assertThatThrownBy(() -> DatabaseUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("percent-encode special characters in the user and password")
        .hasMessageNotContaining("s3cret")
        .hasNoCause();
  }
}
