import { AttributeValue } from '../attributes/attribute-value';
import { attributesOf } from '../model/attributes';
import type { Parameter } from '../model/parameters';
import { Fact, Facts, Section } from './section';

export function ParametersSection({ parameters }: { parameters: Parameter[] }) {
  return (
    <Section title="Request parameters">
      <Facts>
        {parameters.map(({ key, label, value }) =>
          attributesOf({ [key]: value }).map((attribute) => (
            <Fact key={key} label={label.slice(0, 200)} title={key.slice(0, 500)}>
              <AttributeValue attribute={attribute} />
            </Fact>
          )),
        )}
      </Facts>
    </Section>
  );
}
