# mypy: ignore-errors
"""What Jinja makes of templates/, written by tests/engine/documents/test_compiled.py. Not to be edited."""

from collections.abc import Callable
from typing import Any

from jinja2.runtime import LoopContext, Macro, Markup, Namespace, TemplateNotFound, TemplateReference, TemplateRuntimeError, Undefined, escape, identity, internalcode, markup_join, missing, str_join

MAKER = '3.1.6'


def template_0(environment):
    name = 'decided.md'
    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_view = resolve('view')
        try:
            t_1 = environment.filters['length']
        except KeyError:
            @internalcode
            def t_1(*unused):
                raise TemplateRuntimeError("No filter named 'length' found.")
        pass
        yield '# Your Roth plan for '
        yield str(environment.finalize(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'tax_year')))
        yield '\n\nAs of '
        yield str(environment.finalize(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'as_of')))
        yield '.\n\n'
        template = environment.get_template('parts/corrections.md', 'decided.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
        yield '## In short\n\n'
        if environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'plan'):
            pass
            yield 'For '
            yield str(environment.finalize(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'tax_year')))
            yield ' you can still put **'
            yield str(environment.finalize(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'total')))
            yield '** into Roth accounts'
            if (t_1(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'plan')) > 1):
                pass
                yield ', in this order'
            yield ':\n\n'
            template = environment.get_template('parts/order.md', 'decided.md')
            gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
            try:
                for event in gen:
                    yield event
            finally: gen.close()
        else:
            pass
            yield 'No Roth route is open to you for '
            yield str(environment.finalize(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'tax_year')))
            yield '. '
            yield str(environment.finalize(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'why_nothing')))
            yield '\n\n'
        template = environment.get_template('parts/act.md', 'decided.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
        if environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'plan'):
            pass
            yield '## Why\n\n'
            template = environment.get_template('parts/why.md', 'decided.md')
            gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
            try:
                for event in gen:
                    yield event
            finally: gen.close()
        template = environment.get_template('parts/missing.md', 'decided.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
        template = environment.get_template('parts/unsettled.md', 'decided.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
        template = environment.get_template('parts/shut.md', 'decided.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
        template = environment.get_template('parts/limits.md', 'decided.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
        template = environment.get_template('parts/change.md', 'decided.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
        template = environment.get_template('parts/steps.md', 'decided.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
        template = environment.get_template('parts/close.md', 'decided.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
    blocks = {}
    debug_info = '1=19&3=21&5=23&8=30&9=33&11=41&13=50&16=54&17=60&20=63&22=69&23=75&24=81&25=87&26=93&27=99&28=105'
    return locals()


def template_1(environment):
    name = 'nothing.md'
    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_view = resolve('view')
        pass
        yield '# Your Roth plan for '
        yield str(environment.finalize(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'tax_year')))
        yield '\n\nAs of '
        yield str(environment.finalize(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'as_of')))
        yield '.\n\n## In short\n\nNo Roth route is open to you for '
        yield str(environment.finalize(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'tax_year')))
        yield ', so there is **nothing to do**. '
        yield str(environment.finalize(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'why_nothing')))
        yield '\n\n'
        template = environment.get_template('parts/missing.md', 'nothing.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
        template = environment.get_template('parts/shut.md', 'nothing.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
        template = environment.get_template('parts/change.md', 'nothing.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
        template = environment.get_template('parts/close.md', 'nothing.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
    blocks = {}
    debug_info = '1=13&3=15&7=17&9=21&10=27&11=33&12=39'
    return locals()


def template_2(environment):
    name = 'parts/act.md'
    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_view = resolve('view')
        l_0_say = resolve('say')
        pass
        yield '\n'
        if environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'act_by'):
            pass
            yield '**Act by '
            yield str(environment.finalize(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'act_by')))
            yield '.** That is the first day that counts.\n\n'
        if environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'caution'):
            pass
            yield '> **Mind this.** '
            yield str(environment.finalize(environment.call(context, (undefined(name='say') if l_0_say is missing else l_0_say), environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'caution'))))
            yield '\n\n'
    blocks = {}
    debug_info = '2=14&3=17&6=19&7=22'
    return locals()


def template_3(environment):
    name = 'parts/change.md'
    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_view = resolve('view')
        try:
            t_1 = environment.filters['join']
        except KeyError:
            @internalcode
            def t_1(*unused):
                raise TemplateRuntimeError("No filter named 'join' found.")
        pass
        if (((environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'near') or environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'taken')) or environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'lesser')) or environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'no_matter')):
            pass
            yield '## What would change this\n\n'
            if environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'near'):
                pass
                yield 'The nearest lines:\n\n'
                for l_1_near in environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'near'):
                    _loop_vars = {}
                    pass
                    yield '- **'
                    yield str(environment.finalize(environment.getattr(l_1_near, 'label')))
                    yield ':** '
                    yield str(environment.finalize(environment.getattr(l_1_near, 'yours')))
                    yield '. The line is '
                    yield str(environment.finalize(environment.getattr(l_1_near, 'line')))
                    if environment.getattr(l_1_near, 'line_label'):
                        pass
                        yield ' ('
                        yield str(environment.finalize(environment.getattr(l_1_near, 'line_label')))
                        yield ')'
                    yield ', '
                    yield str(environment.finalize(environment.getattr(l_1_near, 'away')))
                    yield ' away.\n'
                l_1_near = missing
                yield '\n'
            if environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'taken'):
                pass
                yield 'You did not tell us these, so a usual answer stands in. Check them.\n\n| We took | As | If not, it can change |\n|---|---:|---:|\n'
                for l_1_one in environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'taken'):
                    _loop_vars = {}
                    pass
                    yield '| '
                    yield str(environment.finalize(environment.getattr(l_1_one, 'label')))
                    yield ' | '
                    yield str(environment.finalize(environment.getattr(l_1_one, 'said')))
                    yield ' | '
                    yield str(environment.finalize(environment.getattr(l_1_one, 'worth')))
                    yield ' |\n'
                l_1_one = missing
                yield '\n'
            if environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'lesser'):
                pass
                yield 'These stand in too. Another answer moves no dollars, but it may change a step or a caution: '
                yield str(environment.finalize(t_1(context.eval_ctx, environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'lesser'), '; ')))
                yield '.\n\n'
            if environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'no_matter'):
                pass
                yield 'You need not look these up, since we found no answer that changes the plan: '
                yield str(environment.finalize(t_1(context.eval_ctx, environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'no_matter'), '; ')))
                yield '.\n\n'
    blocks = {}
    debug_info = '1=18&4=21&7=24&8=28&12=43&17=46&18=50&22=58&23=61&26=63&27=66'
    return locals()


def template_4(environment):
    name = 'parts/close.md'
    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_view = resolve('view')
        l_0_code = resolve('code')
        pass
        if environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'doubts'):
            pass
            yield '## What we could not check\n\n'
            for l_1_doubt in environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'doubts'):
                _loop_vars = {}
                pass
                yield '- **'
                yield str(environment.finalize(environment.getattr(l_1_doubt, 'concerns')))
                yield '** '
                yield str(environment.finalize(environment.getattr(l_1_doubt, 'text')))
                yield '\n'
            l_1_doubt = missing
            yield '\n'
        yield '## Sources\n\n'
        l_1_loop = missing
        for l_1_source, l_1_loop in LoopContext(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'sources'), undefined):
            _loop_vars = {}
            pass
            yield '- **'
            yield str(environment.finalize(environment.getattr(l_1_source, 'title')))
            yield '** ('
            yield str(environment.finalize(environment.getattr(l_1_source, 'kind')))
            yield '):'
            l_2_loop = missing
            for l_2_entry, l_2_loop in LoopContext(environment.getattr(l_1_source, 'entries'), undefined):
                l_2_number = resolve('number')
                _loop_vars = {}
                pass
                yield ' '
                yield str(environment.finalize(environment.call(context, (undefined(name='number') if l_2_number is missing else l_2_number), l_2_entry, _loop_vars=_loop_vars)))
                yield str(environment.finalize(environment.getattr(l_2_entry, 'text')))
                if environment.getattr(l_2_loop, 'last'):
                    pass
                    yield '.'
                else:
                    pass
                    yield ','
            l_2_loop = l_2_entry = l_2_number = missing
            yield ' How we checked it: '
            yield str(environment.finalize(environment.getattr(l_1_source, 'checked')))
            yield '.\n\n'
        l_1_loop = l_1_source = missing
        yield '\n## How to get this again\n\nUse the same facts, the day '
        yield str(environment.finalize(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'as_of')))
        yield ', rothroute '
        yield str(environment.finalize(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'engine')))
        yield ' and rulebook '
        yield str(environment.finalize(environment.call(context, (undefined(name='code') if l_0_code is missing else l_0_code), environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'rulebook'))))
        yield '. Your facts have the mark '
        yield str(environment.finalize(environment.call(context, (undefined(name='code') if l_0_code is missing else l_0_code), environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'facts'))))
        yield '.\n\n---\n\nThis is education, not tax, legal or investment advice.'
    blocks = {}
    debug_info = '1=13&4=16&5=20&11=28&12=32&18=56'
    return locals()


def template_5(environment):
    name = 'parts/corrections.md'
    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_view = resolve('view')
        pass
        if environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'corrections'):
            pass
            yield '## Put this right first\n\n'
            for l_1_one in environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'corrections'):
                l_1_say = resolve('say')
                _loop_vars = {}
                pass
                yield '### '
                yield str(environment.finalize(environment.getattr(l_1_one, 'label')))
                yield ': '
                yield str(environment.finalize(environment.getattr(l_1_one, 'amount')))
                yield '\n\n'
                yield str(environment.finalize(environment.call(context, (undefined(name='say') if l_1_say is missing else l_1_say), environment.getattr(l_1_one, 'why'), _loop_vars=_loop_vars)))
                yield '\n\n'
                if environment.getattr(l_1_one, 'by'):
                    pass
                    yield '- **By:** '
                    yield str(environment.finalize(environment.getattr(l_1_one, 'by')))
                    if environment.getattr(l_1_one, 'passed'):
                        pass
                        yield ' (this day has passed)'
                    yield '\n'
                if environment.getattr(l_1_one, 'cost'):
                    pass
                    yield '- **What it costs:** '
                    yield str(environment.finalize(environment.getattr(l_1_one, 'cost')))
                    yield '\n\n'
                l_2_steps = environment.getattr(l_1_one, 'steps')
                pass
                template = environment.get_template('parts/step.md', 'parts/corrections.md')
                gen = template.root_render_func(template.new_context(context.get_all(), True, {'steps': l_2_steps, 'one': l_1_one}))
                try:
                    for event in gen:
                        yield event
                finally: gen.close()
                l_2_steps = missing
                yield '\n'
            l_1_one = l_1_say = missing
    blocks = {}
    debug_info = '1=12&4=15&5=20&7=24&9=26&10=29&13=34&14=37&18=41'
    return locals()


def template_6(environment):
    name = 'parts/dates.md'
    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_view = resolve('view')
        pass
        if environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'dates'):
            pass
            yield '### Dates to keep\n\n'
            for l_1_date in environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'dates'):
                l_1_say = resolve('say')
                _loop_vars = {}
                pass
                yield '- **'
                yield str(environment.finalize(environment.getattr(l_1_date, 'date')))
                if environment.getattr(l_1_date, 'passed'):
                    pass
                    yield ' (passed)'
                yield ':** '
                yield str(environment.finalize(environment.call(context, (undefined(name='say') if l_1_say is missing else l_1_say), l_1_date, _loop_vars=_loop_vars)))
                yield '\n'
            l_1_date = l_1_say = missing
            yield '\n'
    blocks = {}
    debug_info = '1=12&4=15&5=20'
    return locals()


def template_7(environment):
    name = 'parts/limits.md'
    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_view = resolve('view')
        l_0_code = resolve('code')
        pass
        if environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'limits'):
            pass
            yield '## The limits, line by line\n\n'
            for l_1_limit in environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'limits'):
                l_1_mark = resolve('mark')
                _loop_vars = {}
                pass
                yield '### '
                yield str(environment.finalize(environment.getattr(l_1_limit, 'label')))
                yield str(environment.finalize(environment.call(context, (undefined(name='mark') if l_1_mark is missing else l_1_mark), environment.getattr(l_1_limit, 'cites'), _loop_vars=_loop_vars)))
                yield '\n\n| Limit | '
                yield str(environment.finalize(environment.getattr(l_1_limit, 'cap')))
                yield ' |\n|---|---:|\n'
                for (l_2_label, l_2_amount) in environment.getattr(l_1_limit, 'uses'):
                    _loop_vars = {}
                    pass
                    yield '| '
                    yield str(environment.finalize(l_2_label))
                    yield ' | '
                    yield str(environment.finalize(l_2_amount))
                    yield ' |\n'
                l_2_label = l_2_amount = missing
                yield '| **Left** | **'
                yield str(environment.finalize(environment.getattr(l_1_limit, 'left')))
                yield '** |\n\n'
                if environment.getattr(l_1_limit, 'bar'):
                    pass
                    yield str(environment.finalize(environment.call(context, (undefined(name='code') if l_0_code is missing else l_0_code), environment.getattr(l_1_limit, 'bar'), _loop_vars=_loop_vars)))
                    yield '\n\n'
            l_1_limit = l_1_mark = missing
            if environment.getitem(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'bars'), 0):
                pass
                yield 'In the bars '
                yield str(environment.finalize(environment.call(context, (undefined(name='code') if l_0_code is missing else l_0_code), environment.getitem(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'bars'), 0))))
                yield ' is money in already, '
                yield str(environment.finalize(environment.call(context, (undefined(name='code') if l_0_code is missing else l_0_code), environment.getitem(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'bars'), 1))))
                yield ' is this plan and '
                yield str(environment.finalize(environment.call(context, (undefined(name='code') if l_0_code is missing else l_0_code), environment.getitem(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'bars'), 2))))
                yield ' is left.\n\n'
    blocks = {}
    debug_info = '1=13&4=16&5=21&7=24&9=26&10=30&12=36&14=38&15=40&19=43&20=46'
    return locals()


def template_8(environment):
    name = 'parts/missing.md'
    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_view = resolve('view')
        pass
        if environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'missing'):
            pass
            yield '## What is still open\n\n'
            for l_1_fact in environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'missing'):
                _loop_vars = {}
                pass
                yield '### '
                yield str(environment.finalize(environment.getattr(l_1_fact, 'label')))
                yield '\n\n'
                yield str(environment.finalize(environment.getattr(l_1_fact, 'question')))
                yield ' '
                yield str(environment.finalize(environment.getattr(l_1_fact, 'why')))
                yield '\n\n- **Who can tell:** '
                yield str(environment.finalize(environment.getattr(l_1_fact, 'who')))
                if environment.getattr(l_1_fact, 'where'):
                    pass
                    yield ' ('
                    yield str(environment.finalize(environment.getattr(l_1_fact, 'where')))
                    yield ')'
                yield '\n- **What it is worth:** '
                if environment.getattr(l_1_fact, 'worth'):
                    pass
                    yield str(environment.finalize(environment.getattr(l_1_fact, 'worth')))
                    yield ' of the plan'
                else:
                    pass
                    yield 'on its own it does not change the total'
                yield '\n\n'
            l_1_fact = missing
            if environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'missing_too'):
                pass
                yield 'These are open too:\n\n'
                for l_1_fact in environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'missing_too'):
                    _loop_vars = {}
                    pass
                    yield '- **'
                    yield str(environment.finalize(environment.getattr(l_1_fact, 'label')))
                    yield ':** '
                    yield str(environment.finalize(environment.getattr(l_1_fact, 'question')))
                    yield ' Who can tell: '
                    yield str(environment.finalize(environment.getattr(l_1_fact, 'who')))
                    yield '.'
                    if environment.getattr(l_1_fact, 'worth'):
                        pass
                        yield ' Worth '
                        yield str(environment.finalize(environment.getattr(l_1_fact, 'worth')))
                        yield '.'
                    yield '\n'
                l_1_fact = missing
                yield '\n'
    blocks = {}
    debug_info = '1=12&4=15&5=19&7=21&9=25&11=32&15=41&18=44&19=48'
    return locals()


def template_9(environment):
    name = 'parts/order.md'
    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_view = resolve('view')
        try:
            t_1 = environment.filters['length']
        except KeyError:
            @internalcode
            def t_1(*unused):
                raise TemplateRuntimeError("No filter named 'length' found.")
        pass
        l_1_loop = missing
        for l_1_route, l_1_loop in LoopContext(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'plan'), undefined):
            _loop_vars = {}
            pass
            yield str(environment.finalize(environment.getattr(l_1_loop, 'index')))
            yield '. **'
            yield str(environment.finalize(environment.getattr(l_1_route, 'label')))
            yield ':** '
            yield str(environment.finalize(environment.getattr(l_1_route, 'amount')))
            if (environment.getattr(l_1_route, 'first') and (t_1(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'plan')) > 1)):
                pass
                yield ' (your main route)'
            yield '\n'
        l_1_loop = l_1_route = missing
        l_1_loop = missing
        for (l_1_label, l_1_amount), l_1_loop in LoopContext(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'besides'), undefined):
            _loop_vars = {}
            pass
            yield str(environment.finalize((t_1(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'plan')) + environment.getattr(l_1_loop, 'index'))))
            yield '. **'
            yield str(environment.finalize(l_1_label))
            yield ':** '
            yield str(environment.finalize(l_1_amount))
            yield '\n\n'
        l_1_loop = l_1_label = l_1_amount = missing
    blocks = {}
    debug_info = '1=19&2=22&5=33&6=36'
    return locals()


def template_10(environment):
    name = 'parts/reasons.md'
    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_route = resolve('route')
        l_0_mark = resolve('mark')
        pass
        for l_1_line in environment.getattr((undefined(name='route') if l_0_route is missing else l_0_route), 'why'):
            l_1_say = resolve('say')
            _loop_vars = {}
            pass
            yield '- '
            yield str(environment.finalize(environment.call(context, (undefined(name='say') if l_1_say is missing else l_1_say), l_1_line, _loop_vars=_loop_vars)))
            yield '\n'
        l_1_line = l_1_say = missing
        if environment.getattr((undefined(name='route') if l_0_route is missing else l_0_route), 'met'):
            pass
            yield '- '
            if environment.getattr((undefined(name='route') if l_0_route is missing else l_0_route), 'why'):
                pass
                yield 'We checked '
                yield str(environment.finalize(environment.getattr((undefined(name='route') if l_0_route is missing else l_0_route), 'met')))
                yield ' more condition'
                yield str(environment.finalize(('' if (environment.getattr((undefined(name='route') if l_0_route is missing else l_0_route), 'met') == 1) else 's')))
            else:
                pass
                yield 'We checked every condition'
            yield ', and nothing there shuts this route.'
            yield str(environment.finalize(environment.call(context, (undefined(name='mark') if l_0_mark is missing else l_0_mark), environment.getattr((undefined(name='route') if l_0_route is missing else l_0_route), 'met_cites'))))
            yield '\n'
        yield '\n'
        for l_1_line in environment.getattr((undefined(name='route') if l_0_route is missing else l_0_route), 'cautions'):
            l_1_say = resolve('say')
            _loop_vars = {}
            pass
            yield '> **Mind this.** '
            yield str(environment.finalize(environment.call(context, (undefined(name='say') if l_1_say is missing else l_1_say), l_1_line, _loop_vars=_loop_vars)))
            yield '\n\n'
        l_1_line = l_1_say = missing
    blocks = {}
    debug_info = '1=13&2=18&4=21&5=24&8=37&9=42'
    return locals()


def template_11(environment):
    name = 'parts/shut.md'
    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_view = resolve('view')
        try:
            t_1 = environment.filters['join']
        except KeyError:
            @internalcode
            def t_1(*unused):
                raise TemplateRuntimeError("No filter named 'join' found.")
        pass
        if environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'shut'):
            pass
            yield '## '
            if (environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'plan') or environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'unsettled')):
                pass
                yield 'Why not the others'
            else:
                pass
                yield 'Why no route is open'
            yield '\n\n'
            for l_1_route in environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'shut'):
                _loop_vars = {}
                pass
                yield '### '
                yield str(environment.finalize(environment.getattr(l_1_route, 'label')))
                yield ': closed\n\n'
                for l_2_line in environment.getattr(l_1_route, 'why'):
                    l_2_say = resolve('say')
                    _loop_vars = {}
                    pass
                    yield '- '
                    yield str(environment.finalize(environment.call(context, (undefined(name='say') if l_2_say is missing else l_2_say), l_2_line, _loop_vars=_loop_vars)))
                    yield '\n'
                l_2_line = l_2_say = missing
                if environment.getattr(l_1_route, 'unlocks'):
                    pass
                    yield '- **What could change that:** '
                    yield str(environment.finalize(t_1(context.eval_ctx, environment.getattr(l_1_route, 'unlocks'), ' ')))
                    yield '\n'
                yield '\n'
            l_1_route = missing
    blocks = {}
    debug_info = '1=18&2=21&5=28&6=32&8=34&9=39&11=42&12=45'
    return locals()


def template_12(environment):
    name = 'parts/step.md'
    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_steps = resolve('steps')
        pass
        l_1_loop = missing
        for l_1_step, l_1_loop in LoopContext((undefined(name='steps') if l_0_steps is missing else l_0_steps), undefined):
            l_1_say = resolve('say')
            _loop_vars = {}
            pass
            yield str(environment.finalize(environment.getattr(l_1_loop, 'index')))
            yield '. '
            if environment.getattr(l_1_step, 'by'):
                pass
                yield '**By '
                yield str(environment.finalize(environment.getattr(l_1_step, 'by')))
                if environment.getattr(l_1_step, 'passed'):
                    pass
                    yield ' (this day has passed)'
                yield ':** '
            yield str(environment.finalize(environment.call(context, (undefined(name='say') if l_1_say is missing else l_1_say), l_1_step, _loop_vars=_loop_vars)))
            yield '\n'
            if environment.getattr(l_1_step, 'owner'):
                pass
                yield '   - Who: '
                yield str(environment.finalize(environment.getattr(l_1_step, 'owner')))
                yield '\n'
            if environment.getattr(l_1_step, 'check'):
                pass
                yield '   - Check: '
                yield str(environment.finalize(environment.getattr(l_1_step, 'check')))
                yield '\n'
            if environment.getattr(l_1_step, 'undo'):
                pass
                yield '   - Undo: '
                yield str(environment.finalize(environment.getattr(l_1_step, 'undo')))
                yield '\n'
            if environment.getattr(l_1_step, 'convention'):
                pass
                yield '   - This is good practice, not law.\n'
        l_1_loop = l_1_step = l_1_say = missing
    blocks = {}
    debug_info = '1=13&2=17&3=29&4=32&6=34&7=37&9=39&10=42&12=44'
    return locals()


def template_13(environment):
    name = 'parts/steps.md'
    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_view = resolve('view')
        pass
        if ((environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'together') or environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'plan')) or environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'unsettled')):
            pass
            yield '## What to do, by when\n\n'
            if environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'together'):
                pass
                l_1_steps = environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'together')
                pass
                template = environment.get_template('parts/step.md', 'parts/steps.md')
                gen = template.root_render_func(template.new_context(context.get_all(), True, {'steps': l_1_steps}))
                try:
                    for event in gen:
                        yield event
                finally: gen.close()
                l_1_steps = missing
                yield '\n'
            def t_1(fiter):
                for l_1_route in fiter:
                    if environment.getattr(l_1_route, 'steps'):
                        yield l_1_route
            for l_1_route in t_1((environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'plan') + environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'unsettled'))):
                _loop_vars = {}
                pass
                yield '### '
                if (l_1_route in environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'plan')):
                    pass
                    yield str(environment.finalize(environment.getattr(l_1_route, 'label')))
                else:
                    pass
                    yield 'If the '
                    yield str(environment.finalize(environment.getattr(l_1_route, 'name')))
                    yield ' turns out to be open'
                yield '\n\n'
                l_2_steps = environment.getattr(l_1_route, 'steps')
                pass
                template = environment.get_template('parts/step.md', 'parts/steps.md')
                gen = template.root_render_func(template.new_context(context.get_all(), True, {'steps': l_2_steps, 'route': l_1_route}))
                try:
                    for event in gen:
                        yield event
                finally: gen.close()
                l_2_steps = missing
                yield '\n'
            l_1_route = missing
        template = environment.get_template('parts/dates.md', 'parts/steps.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
        if environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'forms'):
            pass
            yield '### Forms to expect\n\n'
            for l_1_form in environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'forms'):
                _loop_vars = {}
                pass
                yield '- **'
                yield str(environment.finalize(environment.getattr(l_1_form, 'name')))
                yield ':** '
                yield str(environment.finalize(environment.getattr(l_1_form, 'what')))
                yield '\n'
            l_1_form = missing
            yield '\n'
    blocks = {}
    debug_info = '1=12&4=15&6=19&10=27&11=35&15=46&20=55&21=61&24=64&25=68'
    return locals()


def template_14(environment):
    name = 'parts/unsettled.md'
    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_view = resolve('view')
        pass
        if environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'unsettled'):
            pass
            yield '## What is not settled\n\n'
            for l_1_route in environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'unsettled'):
                _loop_vars = {}
                pass
                yield '### '
                yield str(environment.finalize(environment.getattr(l_1_route, 'label')))
                yield ': '
                yield str(environment.finalize(environment.getattr(l_1_route, 'amount')))
                yield '\n\n'
                yield str(environment.finalize(environment.getattr(l_1_route, 'meaning')))
                yield ' It rests on '
                if environment.getattr(l_1_route, 'rests_on'):
                    pass
                    yield str(environment.finalize(environment.getattr(l_1_route, 'rests_on')))
                else:
                    pass
                    yield 'what is still open'
                yield '.\n\n\n'
                template = environment.get_template('parts/reasons.md', 'parts/unsettled.md')
                gen = template.root_render_func(template.new_context(context.get_all(), True, {'route': l_1_route}))
                try:
                    for event in gen:
                        yield event
                finally: gen.close()
            l_1_route = missing
    blocks = {}
    debug_info = '1=12&4=15&5=19&7=23&10=32'
    return locals()


def template_15(environment):
    name = 'parts/why.md'
    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_view = resolve('view')
        try:
            t_1 = environment.filters['length']
        except KeyError:
            @internalcode
            def t_1(*unused):
                raise TemplateRuntimeError("No filter named 'length' found.")
        pass
        l_1_loop = missing
        for l_1_route, l_1_loop in LoopContext(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'by_size'), undefined):
            _loop_vars = {}
            pass
            yield '### '
            yield str(environment.finalize(environment.getattr(l_1_route, 'label')))
            yield ': '
            yield str(environment.finalize(environment.getattr(l_1_route, 'amount')))
            yield '\n\n'
            yield str(environment.finalize(environment.getattr(l_1_route, 'meaning')))
            if (t_1(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'by_size')) > 1):
                pass
                if environment.getattr(l_1_route, 'first'):
                    pass
                    yield ' It is your main route because it takes the most Roth dollars.'
                elif (not environment.getattr(l_1_loop, 'first')):
                    pass
                    yield ' It is open too, so it is part of the plan.'
            yield '\n\n'
            template = environment.get_template('parts/reasons.md', 'parts/why.md')
            gen = template.root_render_func(template.new_context(context.get_all(), True, {'loop': l_1_loop, 'route': l_1_route}))
            try:
                for event in gen:
                    yield event
            finally: gen.close()
        l_1_loop = l_1_route = missing
    blocks = {}
    debug_info = '1=19&2=23&4=27&7=37'
    return locals()


def template_16(environment):
    name = 'provisional.md'
    def root(context, missing=missing, environment=environment):
        resolve = context.resolve_or_missing
        undefined = environment.undefined
        concat = environment.concat
        cond_expr_undefined = Undefined
        if 0: yield None
        l_0_view = resolve('view')
        pass
        yield '# Your Roth plan for '
        yield str(environment.finalize(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'tax_year')))
        yield ': provisional\n\nAs of '
        yield str(environment.finalize(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'as_of')))
        yield '.\n\n> **This is not settled yet.** '
        if (environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'how_many_open') == 1):
            pass
            yield 'One fact is open'
        else:
            pass
            yield str(environment.finalize(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'how_many_open')))
            yield ' facts are open'
        yield ': '
        yield str(environment.finalize(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'open')))
        yield '. What follows is the best reading of what you told us, and it may change.\n\n'
        template = environment.get_template('parts/corrections.md', 'provisional.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
        yield '## In short\n\n'
        if environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'plan'):
            pass
            yield 'Open to you as things stand:\n\n'
            template = environment.get_template('parts/order.md', 'provisional.md')
            gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
            try:
                for event in gen:
                    yield event
            finally: gen.close()
        else:
            pass
            yield 'No route is settled as open yet.\n\n'
        yield '\n'
        for l_1_route in environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'unsettled'):
            _loop_vars = {}
            pass
            yield '- **'
            yield str(environment.finalize(environment.getattr(l_1_route, 'label')))
            yield ':** not settled; '
            yield str(environment.finalize(environment.getattr(l_1_route, 'amount')))
            yield '\n'
        l_1_route = missing
        yield '\n'
        if environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'total_known'):
            pass
            yield 'Either way the total is **'
            yield str(environment.finalize(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'total')))
            yield '**. What is open decides the route, not the dollars.\n\n'
        else:
            pass
            yield 'The total for '
            yield str(environment.finalize(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'tax_year')))
            yield ' is **'
            yield str(environment.finalize(environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'total')))
            yield '** as far as we can tell.\n\n'
        template = environment.get_template('parts/act.md', 'provisional.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
        template = environment.get_template('parts/missing.md', 'provisional.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
        if environment.getattr((undefined(name='view') if l_0_view is missing else l_0_view), 'plan'):
            pass
            yield '## Why\n\n'
            template = environment.get_template('parts/why.md', 'provisional.md')
            gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
            try:
                for event in gen:
                    yield event
            finally: gen.close()
        template = environment.get_template('parts/unsettled.md', 'provisional.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
        template = environment.get_template('parts/shut.md', 'provisional.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
        template = environment.get_template('parts/limits.md', 'provisional.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
        template = environment.get_template('parts/change.md', 'provisional.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
        template = environment.get_template('parts/steps.md', 'provisional.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
        template = environment.get_template('parts/close.md', 'provisional.md')
        gen = template.root_render_func(template.new_context(context.get_all(), True, {}))
        try:
            for event in gen:
                yield event
        finally: gen.close()
    blocks = {}
    debug_info = '1=13&3=15&5=17&7=27&10=34&13=37&19=47&20=51&23=57&24=60&27=65&30=69&31=75&32=81&35=84&37=90&38=96&39=102&40=108&41=114&42=120'
    return locals()


TEMPLATES: dict[str, tuple[str, Callable[[Any], dict[str, Any]]]] = {
    'decided.md': ('1b8d2341524a58007ec131ae06d49a5d04cfccab5eadfb7a5ed885c339996b01', template_0),
    'nothing.md': ('4fde9cd631468460c27bec1808799c0f5b7c7468a11603c20f9d0ff274f5c599', template_1),
    'parts/act.md': ('bf98e97b76163269340ccd96146a2fc0df23bc650a7e5419d53a440738641197', template_2),
    'parts/change.md': ('d933f1931209c66199f5c406b05bc4a1d4e3985beebb54a1c48c3091f5209d07', template_3),
    'parts/close.md': ('e85b2f8883f55efa318a9925399e5d28b1a661129d294e1609db89bad3fe0350', template_4),
    'parts/corrections.md': ('daac6056a28c2bda00693be13a52ff64fcdb06d6fcb266886e42ea9d67b549e7', template_5),
    'parts/dates.md': ('e1dfc7f5f987c706847a7d1fd71afa91da32f489cf681ba4729518fc54f59596', template_6),
    'parts/limits.md': ('7dd84ca24c0dfe4643693113f03863fbe19b329468b5b84d3ac5745b8721e31f', template_7),
    'parts/missing.md': ('fb38ad1656044a210a8e2cf0ae0b679e653f88199595c92a543c1effafd6c1e9', template_8),
    'parts/order.md': ('cdc29c4c958d2eb55fcda6e109e11e6c123861b526b4b9caaa3744d4f353eafa', template_9),
    'parts/reasons.md': ('235bc85f21ffdb7f39a958d0f7e5aa44faf11113dc30357a2465153232260484', template_10),
    'parts/shut.md': ('24db0f36a49bc7d950311383ef5874cf44ecdfa815e30a2462418dfb70fa2a9a', template_11),
    'parts/step.md': ('bcb98fef401e3ae1233967f2bc56b400a3ab6518d929cfbdff283d2aef9a45be', template_12),
    'parts/steps.md': ('4a916e791cfe7d958c518745f9d5b5d12bff5afe4079ba17f7f7d67850c82e8b', template_13),
    'parts/unsettled.md': ('e7d2b62f9bee258a010faeb3575be8a31db3848d4f013d0ec755b1e3a1116000', template_14),
    'parts/why.md': ('1dbc44cbe5fbf05da51507604fdb7190478900a19d05a09687fec6b22939808c', template_15),
    'provisional.md': ('4c59f57b0b19db63da144b7878da682162b21b4d6089a623a6f7aed418d3ce7a', template_16),
}
