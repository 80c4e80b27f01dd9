package io.beta9.provisioning.api.contract;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.MediaType;
import org.springframework.http.converter.yaml.JacksonYamlHttpMessageConverter;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Writes answers in YAML. Requests in YAML are meta-configs, which have a reader of their own. */
public final class YamlResponseConverter extends JacksonYamlHttpMessageConverter {
  public YamlResponseConverter(YAMLMapper yaml) {
    super(yaml);
  }

  @Override
  public boolean canRead(ResolvableType type, @Nullable MediaType mediaType) {
    return false;
  }

  @Override
  public boolean canRead(Class<?> type, @Nullable MediaType mediaType) {
    return false;
  }
}
