import type { ControlProps } from '../control-props.ts'
import { ChoiceControl, SwitchControl } from './choice.tsx'
import { GroupControl } from './group.tsx'
import { JsonControl } from './json.tsx'
import { ListControl } from './list.tsx'
import { MapControl } from './map.tsx'
import { NumberControl } from './number.tsx'
import { ScriptIdControl } from './script-id.tsx'
import { ScriptControl, TextControl } from './text.tsx'
import { VariantsControl } from './variants.tsx'

/** The control of a field by its kind. */
export const Control = (properties: ControlProps) => {
  const { control } = properties.field
  switch (control.kind) {
    case 'text':
      return <TextControl {...properties} />
    case 'script':
      return <ScriptControl {...properties} control={control} />
    case 'number':
      return <NumberControl {...properties} control={control} />
    case 'script-id':
      return <ScriptIdControl {...properties} />
    case 'switch':
      return <SwitchControl {...properties} />
    case 'choice':
      return <ChoiceControl {...properties} control={control} />
    case 'list':
      return <ListControl {...properties} />
    case 'map':
      return <MapControl {...properties} control={control} />
    case 'group':
      return <GroupControl {...properties} control={control} />
    case 'variants':
      return <VariantsControl {...properties} control={control} />
    case 'json':
      return <JsonControl {...properties} control={control} />
  }
}
